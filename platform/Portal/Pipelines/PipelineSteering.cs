using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Portal.Layout;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Pipelines;

/// <summary>Runs, backfills, pauses and cancels windows of a pipeline at its domain's service, as the signed-in user.</summary>
/// <remarks>Each call returns whether it is done, and the message for the reader.</remarks>
internal sealed class PipelineSteering(MeshClient mesh)
{
    /// <summary>Requests a run of a window.</summary>
    public Task<(bool IsDone, string Said)> RunAsync(string user, ProductReference product, string? window, CancellationToken cancellationToken) => SendAsync<PipelineRun>(
        user, product, "runs", new WindowRequest(string.IsNullOrWhiteSpace(window) ? null : window.Trim()), run => $"Run {run.Generation} of {run.Label ?? run.Window} waits for its turn.", cancellationToken);

    /// <summary>Finds the windows of some local days, of which none runs yet.</summary>
    public Task<(bool IsDone, string Said)> FindAsync(string user, ProductReference product, BackfillRequest request, Action<BackfillAnswer> found, CancellationToken cancellationToken) => SendAsync<BackfillAnswer>(
        user, product, "pipeline/backfill", request with { DryRun = true }, answer =>
        {
            found(answer);
            return answer.Windows == 0 ? "There is no such window." : $"{Words.Count(answer.Windows, "window")} found, from {answer.First} to {answer.Last}. None runs yet.{Note(answer)}";
        }, cancellationToken);

    /// <summary>Requests runs of the windows of some local days.</summary>
    public Task<(bool IsDone, string Said)> BackfillAsync(string user, ProductReference product, BackfillRequest request, CancellationToken cancellationToken) => SendAsync<BackfillAnswer>(
        user, product, "pipeline/backfill", request, answer => answer.Windows == 0 ? "There is no such window."
            : $"{Words.Count(answer.Windows, "window")} wait for their runs, from {answer.First} to {answer.Last}.{Note(answer)}", cancellationToken);

    /// <summary>Pauses the pipeline, or ends its pause.</summary>
    public Task<(bool IsDone, string Said)> PauseAsync(string user, ProductReference product, bool pauses, CancellationToken cancellationToken) => SendAsync<PipelineStatus>(
        user, product, pauses ? "pipeline/pause" : "pipeline/resume", null, _ => pauses ? "The pipeline is paused: its windows wait." : "The pipeline runs again.", cancellationToken);

    /// <summary>Cancels the runs that wait or run.</summary>
    public Task<(bool IsDone, string Said)> CancelAsync(string user, ProductReference product, CancellationToken cancellationToken) => SendAsync<CancelledRuns>(
        user, product, "runs/cancel", new WindowRequest(), answer => $"{Words.Count(answer.Cancelled, "run")} cancelled.", cancellationToken);

    private static string Note(BackfillAnswer answer) => answer.Note is { } note ? $" {note}" : "";

    private Task<(bool IsDone, string Said)> SendAsync<T>(string user, ProductReference product, string what, object? body, Func<T, string> said, CancellationToken cancellationToken)
        where T : class =>
        mesh.PostAsync(user, product.Product.Domain, MeshClient.PathOf(product, what), body, said, cancellationToken, seconds: 30);
}
