"""Name the devices on which a network can run."""

from PySide6.QtCore import QCoreApplication


def device_text(device: str) -> str:
    """Return the name of one of the settings' DEVICES in the user's language."""
    return {
        "auto": QCoreApplication.translate("devices", "Automatic"),
        "cpu": QCoreApplication.translate("devices", "Processor (CPU)"),
        "cuda": QCoreApplication.translate("devices", "NVIDIA graphics card (CUDA)"),
        "mps": QCoreApplication.translate("devices", "Apple graphics (MPS)"),
    }[device]
