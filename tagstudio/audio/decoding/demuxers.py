"""The demuxers of FFmpeg that hold audio and open no other file.

Without the list a text file can be a playlist that makes FFmpeg read another file, or an address in
the network.
"""

DEMUXERS = (
    "aac,ac3,aiff,amr,ape,asf,au,caf,dsf,dts,dtshd,eac3,flac,iff,loas,matroska,webm,mov,mp4,m4a,"
    "mp3,mpc,mpc8,oma,ogg,tak,tta,voc,wav,w64,wv,xwma"
)
