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
        return new($"Setting {setting}: the folder {folder} cannot be written: {cause.Message} Give its owner the right to write it, or set another folder.", cause);
    }
}
