namespace MeshStarter.ServiceDefaults.Start;

/// <summary>
/// Thrown when the process must not start with its configuration. Its message is the one line that the operator reads:
/// it names the setting or file, the error, and the fix. The process ends with exit code 1.
/// </summary>
public sealed class StartRefusedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StartRefusedException() : this("The start was refused.") { }

    /// <summary>Creates the exception with the line that the operator reads.</summary>
    public StartRefusedException(string message) : base(message) { }

    /// <summary>Creates the exception with the line that the operator reads and its cause.</summary>
    public StartRefusedException(string message, Exception? innerException) : base(message, innerException) { }

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
