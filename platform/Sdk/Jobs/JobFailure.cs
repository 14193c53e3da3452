using System.Globalization;

namespace MeshStarter.Sdk.Jobs;

/// <summary>A hosted job that failed and has not run since for long enough to count as well.</summary>
/// <param name="Job">The job's type.</param>
/// <param name="Times">Number of failures in a row.</param>
/// <param name="Reason">Type and message of the last exception, in one line.</param>
/// <param name="RunsAgainAt">Time of the next try, or of the one that is under way.</param>
internal sealed record JobFailure(string Job, int Times, string Reason, DateTimeOffset RunsAgainAt)
{
    /// <summary>The line for the domain's owners in <c>/health</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"job {Job} failed {(Times == 1 ? "once" : $"{Times} times in a row")}, and runs again at {RunsAgainAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}: {Reason}");
}
