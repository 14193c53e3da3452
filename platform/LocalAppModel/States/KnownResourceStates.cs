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

    /// <summary>A container without an engine.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    /// <summary>A parameter that nobody gave a value.</summary>
    public static readonly string ValueMissing = nameof(ValueMissing);

    /// <summary>The states that no process leaves again.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];

    /// <summary>Whether somebody who waits for the resource to run waits in vain.</summary>
    internal static bool IsUnavailable(string? state) =>
        state == Finished || state == Exited || state == FailedToStart || state == RuntimeUnhealthy || state == ValueMissing;
}

/// <summary>How a state is to be shown.</summary>
public static class KnownResourceStateStyles
{
    /// <summary>Good.</summary>
    public static readonly string Success = "success";

    /// <summary>Neutral.</summary>
    public static readonly string Info = "info";

    /// <summary>Doubtful.</summary>
    public static readonly string Warn = "warning";

    /// <summary>Bad.</summary>
    public static readonly string Error = "error";
}
