namespace MeshStarter.AppHost.Settings;

/// <summary>The mesh cannot start; the message is the one line to show, naming the setting, the reason and the fix.</summary>
internal sealed class StartRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);
