using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Quality;
using MeshStarter.Lake.Tables;

namespace MeshStarter.LakeKit;

/// <summary>Publishes without a service: runs the steps of a publish, with the values of other domains' products given.</summary>
public static class Publishing
{
    /// <summary>Publishes rows of an outbox.</summary>
    public static Task<PublishOutcome> PublishAsync(
        this TableWriter writer, DataProductDescriptor product, IReadOnlyList<RowChange> rows, CancellationToken cancellationToken, FencingToken? fencing = null, BatchOrigin? origin = null) =>
        writer.Publish(product, rows, fencing, origin).RunAsync([], cancellationToken);

    /// <summary>Publishes a whole batch.</summary>
    public static Task<PublishOutcome> PublishAsync(this TableWriter writer, DataProductDescriptor product, RowBatch batch, CancellationToken cancellationToken) =>
        writer.Publish(product, batch).RunAsync([], cancellationToken);

    /// <summary>Validates rows as if they were published next.</summary>
    public static Task<IReadOnlyList<CheckFinding>> AuditAsync(this TableWriter writer, DataProductDescriptor product, string rows, CancellationToken cancellationToken) =>
        writer.AuditAsync(product, rows, new Dictionary<(DataProductId, string), string>(), cancellationToken);

    /// <summary>Runs the steps of a publish.</summary>
    /// <param name="publish">The publish.</param>
    /// <param name="referenced">The values of columns of other domains' products, each as a SELECT.</param>
    /// <param name="cancellationToken">Cancels the publish.</param>
    public static async Task<PublishOutcome> RunAsync(this TablePublish publish, Dictionary<(DataProductId Product, string Column), string> referenced, CancellationToken cancellationToken)
    {
        await using var ended = publish;
        while (await publish.BeginAsync(cancellationToken) is not null)
        {
            if (await publish.WriteAsync(cancellationToken))
            {
                await publish.AuditAsync(referenced, cancellationToken);
                await publish.CommitAsync(cancellationToken);
            }
        }

        return publish.Outcome;
    }
}
