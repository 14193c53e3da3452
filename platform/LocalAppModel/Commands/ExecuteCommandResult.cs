namespace Aspire.Hosting.ApplicationModel;

/// <summary>The result of a command.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether the command did what it is for.</summary>
    public required bool Success { get; init; }

    /// <summary>The reason of a failure.</summary>
    public string? Message { get; init; }
}
