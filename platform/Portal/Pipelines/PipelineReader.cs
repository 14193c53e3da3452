using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Pipelines;

/// <summary>Reads the runs of pipelines from the catalog, as the signed-in user.</summary>
internal sealed class PipelineReader(MeshClient mesh)
{
    /// <summary>The most runs of a pipeline that the catalog keeps.</summary>
    public const int Most = 1_000;

    private const int Newest = 50;

    /// <summary>Gets the latest run of each window, the newest run first; null where the product has no pipeline.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="product">The product.</param>
    /// <param name="limit">The most windows.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The catalog does not answer.</exception>
    public Task<PipelineHistory?> WindowsAsync(string user, ProductReference product, int limit, CancellationToken cancellationToken) => FindAsync(user, product, $"latest=true&limit={limit}", cancellationToken);

    /// <summary>Gets the newest runs; null where the product has no pipeline.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="product">The product.</param>
    /// <param name="limit">The most runs.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The catalog does not answer.</exception>
    public Task<PipelineHistory?> RunsAsync(string user, ProductReference product, int limit, CancellationToken cancellationToken) => FindAsync(user, product, $"limit={limit}", cancellationToken);

    /// <summary>Gets the latest run of each window, and the run that ended last; null where the product has no pipeline.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="product">The product.</param>
    /// <param name="limit">The most windows.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The catalog does not answer.</exception>
    public async Task<PipelineOverview?> OverviewAsync(string user, ProductReference product, int limit, CancellationToken cancellationToken)
    {
        if (await WindowsAsync(user, product, limit, cancellationToken) is not { } windows)
        {
            return null;
        }

        // A run that waits hides the ended one of its window. More than the newest wait only in a long backfill. Without them the windows are shown.
        var newest = windows.Items.Any(run => run.EndedAt is null) ? await RunsAsync(user, product, Newest, cancellationToken).OrNoneAsync() : null;
        return new PipelineOverview(windows, windows.Items.Concat(newest?.Items ?? []).Where(run => run.EndedAt is not null).MaxBy(run => run.EndedAt));
    }

    private async Task<PipelineHistory?> FindAsync(string user, ProductReference product, string query, CancellationToken cancellationToken) =>
        await mesh.FindAsync<PipelineHistory>(user, MeshClient.Catalog, $"pipelines/{product}/runs?{query}", cancellationToken) is { ReportedAt: not null } history ? history : null;
}
