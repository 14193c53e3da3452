using System.Runtime.Versioning;

// Modes, signals and /proc: the Windows way of the room is not tried here.
[assembly: UnsupportedOSPlatform("windows")]
