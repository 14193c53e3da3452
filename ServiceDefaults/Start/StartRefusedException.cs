namespace MeshStarter.ServiceDefaults.Start;

/// <summary>
/// The service must not start as it is configured. Its message is the one line the operator reads:
/// it names the setting or file, what is wrong with it, and the fix. The process ends with exit code 1.
/// </summary>
public sealed class StartRefusedException : Exception
{
    /// <summary>Refuses the start.</summary>
    public StartRefusedException() : this("The start was refused.") { }

    /// <summary>Refuses the start with the line the operator reads.</summary>
    public StartRefusedException(string message) : base(message) { }

    /// <summary>Refuses the start with the line the operator reads and what led to it.</summary>
    public StartRefusedException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>Refuses the start because a folder that a setting names cannot be written.</summary>
    /// <param name="setting">The setting, such as <c>Mesh:Storage:Bucket</c>.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cause">What the system said.</param>
    public static StartRefusedException OfFolder(string setting, string? folder, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return new($"Setting {setting}: the folder {folder} cannot be written: {cause.Message} Give its owner the right to write it, or set another folder.", cause);
    }
}
