; Inno Setup 6: iscc /DVersion=0.1.0 packaging\windows\tagstudio.iss, after the bundle is in dist\.
; Installs for the user alone, without administrator's rights, unless asked otherwise.
#ifndef Version
  #error Name the version: iscc /DVersion=0.1.0 tagstudio.iss
#endif
#ifndef Bundle
  #define Bundle "tagstudio"
#endif

[Setup]
AppId={{6B8F6C0E-9C1F-4A65-8E0B-3B6D0B7F2C51}
AppName=TagStudio
AppVersion={#Version}
AppPublisher=The TagStudio authors
DefaultDirName={autopf}\TagStudio
DefaultGroupName=TagStudio
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
OutputDir=..\..\dist
OutputBaseFilename={#Bundle}-{#Version}-windows-x86_64
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
SetupIconFile=..\..\build\bundle\icons\tagstudio.ico
UninstallDisplayIcon={app}\TagStudio-window.exe
LicenseFile=..\..\LICENSE
ChangesEnvironment=yes
ChangesAssociations=yes
CloseApplications=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
en.AddToPath=Let the command "tagstudio" be found in every console
de.AddToPath=Den Befehl „tagstudio“ in jeder Konsole finden lassen
en.Library=TagStudio library
de.Library=TagStudio-Bibliothek
en.OpenFolder=Open with TagStudio
de.OpenFolder=Mit TagStudio öffnen

[Tasks]
Name: "path"; Description: "{cm:AddToPath}"
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

; Files of an earlier version that this one no longer has would be loaded in its place.
[InstallDelete]
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\dist\{#Bundle}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{autoprograms}\TagStudio"; Filename: "{app}\TagStudio-window.exe"
Name: "{autodesktop}\TagStudio"; Filename: "{app}\TagStudio-window.exe"; Tasks: desktopicon

; "Open with" for .db files and folders, without taking them from other programs.
[Registry]
Root: HKA; Subkey: "Software\Classes\TagStudio.Library"; ValueType: string; ValueData: "{cm:Library}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\TagStudio.Library\shell\open\command"; ValueType: string; ValueData: """{app}\TagStudio-window.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\.db\OpenWithProgids"; ValueType: string; ValueName: "TagStudio.Library"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\Directory\shell\TagStudio"; ValueType: string; ValueData: "{cm:OpenFolder}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Directory\shell\TagStudio"; ValueType: string; ValueName: "Icon"; ValueData: "{app}\TagStudio-window.exe"
Root: HKA; Subkey: "Software\Classes\Directory\shell\TagStudio\command"; ValueType: string; ValueData: """{app}\TagStudio-window.exe"" ""%1"""
Root: HKA; Subkey: "Software\Microsoft\Windows\CurrentVersion\App Paths\tagstudio.exe"; ValueType: string; ValueData: "{app}\tagstudio.exe"; Flags: uninsdeletekey

[Run]
Filename: "{app}\TagStudio-window.exe"; Description: "{cm:LaunchProgram,TagStudio}"; Flags: nowait postinstall skipifsilent

[Code]
const
  EnvironmentKey = 'Environment';

function WithoutOurs(Path: string): string;
var
  Ours: string;
begin
  Ours := ';' + ExpandConstant('{app}') + ';';
  Result := ';' + Path + ';';
  StringChangeEx(Result, Ours, ';', True);
  Result := Copy(Result, 2, Length(Result) - 2);
end;

procedure CurStepChanged(Step: TSetupStep);
var
  Path: string;
begin
  if (Step = ssPostInstall) and WizardIsTaskSelected('path') then
  begin
    if not RegQueryStringValue(HKCU, EnvironmentKey, 'Path', Path) then
      Path := '';
    Path := WithoutOurs(Path);
    if Path <> '' then
      Path := Path + ';';
    RegWriteExpandStringValue(HKCU, EnvironmentKey, 'Path', Path + ExpandConstant('{app}'));
  end;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Path: string;
begin
  if (Step = usPostUninstall) and RegQueryStringValue(HKCU, EnvironmentKey, 'Path', Path) then
    RegWriteExpandStringValue(HKCU, EnvironmentKey, 'Path', WithoutOurs(Path));
end;
