namespace MeshStarter.AppHost.Settings;

/// <summary>The mesh cannot start; the message is one line that names the setting, the reason and the fix.</summary>
internal sealed class StartRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);
