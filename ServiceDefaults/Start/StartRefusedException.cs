namespace MeshStarter.ServiceDefaults.Start;

/// <summary>
/// Thrown when the process must not start with its configuration. Its message is the one line that the operator reads:
/// it names the setting or file, the error, and the fix. The process ends with exit code 1.
/// </summary>
/// <param name="message">The line that the operator reads.</param>
/// <param name="innerException">The cause.</param>
public sealed class StartRefusedException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Creates the exception for a folder of a setting that cannot be written.</summary>
    /// <param name="setting">The setting, such as <c>Mesh:Storage:Bucket</c>.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cause">The system's error.</param>
    public static StartRefusedException OfFolder(string setting, string? folder, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return new(IsLock(cause)
            ? $"Setting {setting}: another process uses the folder {folder}. End it, or give this one a folder of its own."
            : $"Setting {setting}: the folder {folder} cannot be written: {cause.Message} Give its owner the right to write it, or set another folder.", cause);
    }

    /// <summary>Returns whether the system refused a file because another process has locked it.</summary>
    /// <param name="cause">The system's error.</param>
    public static bool IsLock(Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        // The system's codes: ERROR_SHARING_VIOLATION; EWOULDBLOCK of macOS and of Linux.
        return cause is IOException && (cause.HResult & 0xFFFF) == (OperatingSystem.IsWindows() ? 32 : OperatingSystem.IsMacOS() ? 35 : 11);
    }
}
