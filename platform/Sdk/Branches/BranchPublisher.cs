using System.Text.Json;
using MeshStarter.Lake;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Quality;
using MeshStarter.Sdk.Products;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeshStarter.Sdk.Branches;

/// <summary>
/// Publishes what an owner wrote to a branch of a product's table with a client of their own. The rows are audited first, and then
/// take the way of every row, through the outbox: so they come to all ports of the product, held against its contract.
/// </summary>
internal sealed class BranchPublisher(IServiceProvider services, ITableCatalog catalog, TableReader reader, TableWriter writer, SnapshotReader rows, NpgsqlDataSource database)
{
    private const int EmittedAtOnce = 5_000;

    /// <summary>Publishes a branch. Its rows are events once, however often it is published.</summary>
    /// <returns>The branch's snapshot, what the checks said, and how many rows were emitted: none where a check keeps them out.</returns>
    /// <exception cref="IcebergValidationException">There is no such branch, or it does more than to add rows.</exception>
    /// <exception cref="IcebergException">The table cannot be read.</exception>
    /// <exception cref="ContractViolationException">A row breaks the contract; nothing was emitted.</exception>
    public async Task<(long SnapshotId, IReadOnlyList<CheckFinding> Findings, long Rows)> PublishAsync(OwnProduct product, string branch, CancellationToken cancellationToken)
    {
        var table = await catalog.LoadAsync(ProductTable.Of(product.Name, product.Id.Major), cancellationToken)
            ?? throw new IcebergValidationException($"branch: {product.Id.Reference} has no table yet.");
        var added = await BranchRows.FindAsync(table.Metadata, branch, product.Descriptor.Schema, reader, cancellationToken);
        var findings = await writer.AuditAsync(product.Descriptor, added.Sql, cancellationToken);
        return findings.Any(finding => finding.Result.KeepsOut)
            ? (added.SnapshotId, findings, 0)
            : (added.SnapshotId, findings, await EmitAsync(product, branch, added, cancellationToken));
    }

    private async Task<long> EmitAsync(OwnProduct product, string branch, BranchRows added, CancellationToken cancellationToken)
    {
        var publisher = services.GetRequiredKeyedService<DataProductPublisher>($"{product.Name.Product}@{product.Id.Major}");
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var emitted = 0L;
        List<(JsonElement, Guid)> next = [];
        await foreach (var row in rows.ReadAsync(added.Sql, cancellationToken))
        {
            next.Add((row, StableId.Of($"branch/{product.Id}/{branch}/{added.SnapshotId}/{emitted++}")));
            if (next.Count == EmittedAtOnce)
            {
                await publisher.EmitAllAsync(next, transaction, cancellationToken);
                next.Clear();
            }
        }

        await publisher.EmitAllAsync(next, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return emitted;
    }
}
