using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;
using MeshStarter.Platform.Sources.Files;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>
/// Step 2 for rows of a source: emits those that differ from what the source had before, and deletes those that are gone. It remembers the key of each row
/// with a digest of the rest, in the transaction of the emit.
/// </summary>
internal sealed class KeyedRows(OwnProduct product, DataProductPublisher publisher, TimeProvider time)
{
    private const int PageSize = 1_000;
    private const int LongestKey = 200;

    private readonly ProductContract _contract = ProductContract.Of(product.Descriptor);
    private readonly string _product = product.Id.ToString();

    /// <summary>Whether the product's rows have a key; those of facts are emitted as they come.</summary>
    public bool AreKeyed => !_contract.IsOfFacts;

    /// <summary>Applies changes, those of each row in their order.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="generation">The reading of the source that they are of.</param>
    /// <param name="transaction">The transaction, which also moves the source's position.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="ContractViolationException">A row breaks the product's contract.</exception>
    public async Task ApplyAsync(IReadOnlyCollection<SourceChange> changes, long generation, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (changes.Count > 0)
        {
            await ApplyAsync([.. changes.Select(Validated)], generation, transaction, cancellationToken);
        }
    }

    /// <summary>Validates a row of a file; returns its problem where it cannot be read, or breaks the product's contract.</summary>
    /// <param name="row">The row.</param>
    /// <param name="eventId">The id of its event, where a row without a key has none; null for a new one.</param>
    public (ValidatedChange? Change, string? Problem) Validated(FileRow row, Guid? eventId)
    {
        try
        {
            return row.Row is { } value ? (Validated(value, eventId), null) : (null, row.Problem);
        }
        catch (ContractViolationException refused)
        {
            return (null, string.Join("; ", refused.Violations));
        }
    }

    /// <summary>Applies changes that were validated; returns how many are taken over. An event that was emitted before is not.</summary>
    public async Task<long> ApplyAsync(IReadOnlyList<ValidatedChange> changes, long generation, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (!AreKeyed)
        {
            return await publisher.InsertAsync(_contract, Entries(changes), transaction, cancellationToken);
        }

        var net = NetChanges.Of(changes, await KnownAsync(changes, transaction, cancellationToken));

        // A table takes deletes and rows in commits of their own: those that alternate would be a commit each.
        if (net.Deletes.Count > 0)
        {
            await DataProductPublisher.DeleteAsync(_contract, Entries(net.Deletes), transaction, cancellationToken);
        }

        await publisher.InsertAsync(_contract, Entries(net.Rows), transaction, cancellationToken);
        await RememberAsync(net.Last, generation, transaction, cancellationToken);
        return changes.Count;
    }

    /// <summary>Counts the rows that a reading of the source has not found.</summary>
    public Task<long> CountOlderAsync(long generation, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.FirstAsync<long>(
        "SELECT count(*) FROM mesh.source_keys WHERE product = @Product AND generation < @Generation", new { Product = _product, Generation = generation }, cancellationToken);

    /// <summary>Deletes the rows that a reading of the source has not found.</summary>
    public async Task DeleteOlderAsync(long generation, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        // Rows that this transaction has deleted are still read over: a page begins after those of the one before.
        var last = Guid.Empty;
        while (true)
        {
            var gone = await transaction.QueryAsync<(Guid Id, string Key)>(
                "SELECT id, key FROM mesh.source_keys WHERE product = @Product AND generation < @Generation AND id > @Last ORDER BY id LIMIT @PageSize",
                new { Product = _product, Generation = generation, Last = last, PageSize },
                cancellationToken);
            if (gone.Count == 0)
            {
                return;
            }

            await ApplyAsync([.. gone.Select(row => new SourceChange(JsonElement.Parse(row.Key), IsDelete: true))], generation, transaction, cancellationToken);
            last = gone[^1].Id;
        }
    }

    private ValidatedChange Validated(SourceChange change)
    {
        if (!change.IsDelete)
        {
            try
            {
                return Validated(change.Value, eventId: null);
            }
            catch (ContractViolationException refused) when (KeyOf(change.Value) is { } key)
            {
                throw new ContractViolationException($"{refused.Message.TrimEnd('.')}; its key is {key}.");
            }
        }

        var entry = _contract.Delete(change.Value, time);
        return new ValidatedChange(Digest(entry.Data), entry.Data, Content: null, entry);
    }

    private ValidatedChange Validated(JsonElement row, Guid? eventId)
    {
        var entry = _contract.Entry(row, time, eventId);
        if (!AreKeyed)
        {
            return new ValidatedChange(default, "", Guid.Empty, entry);
        }

        // A row that changes keeps its own event_id, and the outbox takes an id once.
        var key = _contract.Delete(row, time).Data;
        return new ValidatedChange(Digest(key), key, Digest(entry.Data), entry with { EventId = Guid.CreateVersion7(time.GetUtcNow()) });
    }

    // The problem is logged: a key that identifies a person, or is of a restricted product, is left out.
    private string? KeyOf(JsonElement row)
    {
        var descriptor = product.Descriptor;
        if (!AreKeyed || descriptor.Access.Classification == Classification.Restricted || descriptor.Key.Any(column => descriptor.Access.IsPii(column, descriptor.Schema)))
        {
            return null;
        }

        try
        {
            return VisibleText.Line(_contract.Delete(row, time).Data) is { Length: <= LongestKey } key ? key : null;
        }
        catch (ContractViolationException)
        {
            return null;
        }
    }

    private async Task<Dictionary<Guid, Guid>> KnownAsync(IReadOnlyList<ValidatedChange> changes, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<(Guid Id, Guid Content)>(
            "SELECT id, content FROM mesh.source_keys WHERE product = @Product AND id = ANY (@Ids)", new { Product = _product, Ids = changes.Select(change => change.Id).ToArray() }, cancellationToken))
        .ToDictionary(row => row.Id, row => row.Content);

    private async Task RememberAsync(IReadOnlyCollection<ValidatedChange> last, long generation, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var (gone, there) = (last.Where(change => change.IsDelete).ToList(), last.Where(change => !change.IsDelete).ToList());
        if (gone.Count > 0)
        {
            await transaction.ExecuteAsync("DELETE FROM mesh.source_keys WHERE product = @Product AND id = ANY (@Ids)", new { Product = _product, Ids = gone.Select(change => change.Id).ToArray() }, cancellationToken);
        }

        if (there.Count > 0)
        {
            await transaction.ExecuteAsync(
                """
                INSERT INTO mesh.source_keys (product, id, key, content, generation)
                SELECT @Product, id, key, content, @Generation FROM unnest(@Ids, @Keys, @Contents) AS row(id, key, content)
                ON CONFLICT (product, id) DO UPDATE SET content = excluded.content, generation = excluded.generation
                """,
                new
                {
                    Product = _product,
                    Generation = generation,
                    Ids = there.Select(change => change.Id).ToArray(),
                    Keys = there.Select(change => change.Key).ToArray(),
                    Contents = there.Select(change => change.Content!.Value).ToArray(),
                },
                cancellationToken);
        }
    }

    private static List<OutboxEntry> Entries(IEnumerable<ValidatedChange> changes) => [.. changes.Select(change => change.Entry)];

    private static Guid Digest(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return MemoryMarshal.Read<Guid>(hash);
    }
}
