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
}
