namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states that resources report.</summary>
public static class KnownResourceStates
{
    /// <summary>Not started yet.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>Waits for others.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Is being started.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Was told to end.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Its process ended by itself, with whatever exit code.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>Ended with the application.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Could not be started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>The states that no process leaves again; who waits for it waits in vain.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}
