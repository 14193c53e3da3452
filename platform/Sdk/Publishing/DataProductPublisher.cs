using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Deletes;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Registration;
using MeshStarter.Sdk.Sources;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Sdk.Publishing;

/// <summary>
/// Step 2: publishes rows of one data product from the domain's own transactions. A row is validated against the product's
/// contract and then is in the outbox if, and only if, the transaction commits.
/// </summary>
public sealed class DataProductPublisher
{
    private readonly TimeProvider _time;
    private readonly Func<CancellationToken, Task<ProductContract>> _contract;
    private long _emitted;

    /// <summary>Makes a publisher that asks the catalog's schema registry for the product's schema and contract when it first needs them, and every few minutes from then on.</summary>
    /// <param name="domain">The domain, such as <c>orders</c>.</param>
    /// <param name="product">The product in it, such as <c>fact_order_events</c>; <c>fact_order_events@1</c> for a certain major version.</param>
    /// <param name="registryUrl">The catalog's address.</param>
    /// <param name="http">Sends the caller's token, which a catalog asks for; one without a token where none is given.</param>
    /// <param name="time">The clock; the system's where none is given.</param>
    public DataProductPublisher(string domain, string product, Uri registryUrl, HttpClient? http = null, TimeProvider? time = null)
    {
        var id = ProductReference.Parse($"{domain}.{product}");
        var catalog = new CatalogClient(CatalogAddress.Of(registryUrl), (http ?? new HttpClient()).SendAsync);
        _time = time ?? TimeProvider.System;
        _contract = new RegistryContracts(() => RegisteredContract.FindAsync(catalog, id), _time).CurrentAsync;
    }

    /// <summary>Makes a publisher of a product whose descriptor is built into this service.</summary>
    internal DataProductPublisher(ProductContract contract, TimeProvider time)
    {
        _contract = _ => Task.FromResult(contract);
        _time = time;
    }

    /// <summary>Notes what is emitted; null where no service watches whether it is committed.</summary>
    internal UncommittedEmits? Emits { get; init; }

    /// <summary>Emits one row in the caller's transaction.</summary>
    /// <param name="row">An object whose members are the contract's columns, in <c>snake_case</c> on the wire.</param>
    /// <param name="transaction">The transaction that makes the change the row describes.</param>
    /// <param name="cancellationToken">Cancels the insert.</param>
    /// <exception cref="ContractViolationException">The row breaks the contract; nothing was emitted.</exception>
    public Task EmitAsync<T>(T row, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        EmitAllAsync([row], transaction, cancellationToken);

    /// <summary>Emits several rows in the caller's transaction, in their order. An event that was emitted before is not emitted again.</summary>
    /// <param name="rows">Objects whose members are the contract's columns.</param>
    /// <param name="transaction">The transaction that makes the changes the rows describe.</param>
    /// <param name="cancellationToken">Cancels the insert.</param>
    /// <exception cref="ContractViolationException">A row breaks the contract; nothing was emitted.</exception>
    public async Task EmitAllAsync<T>(IReadOnlyCollection<T> rows, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var contract = await _contract(cancellationToken);
        await InsertAsync(contract, [.. rows.Select(row => contract.Entry(row, _time))], transaction, cancellationToken);
    }

    /// <summary>
    /// Deletes one row in the caller's transaction: it leaves the table and every port, its earlier events leave the stream and the outbox, and consumers get a
    /// delete. A row that is not there is no error, and a row that is emitted with the key later is a new one.
    /// </summary>
    /// <param name="key">
    /// The row's key: the value itself where the key is one column, else an object with its columns, such as a row. A fact, which has no key, is named by
    /// its <c>event_id</c>, and is never emitted again.
    /// </param>
    /// <param name="transaction">The transaction that makes the change the delete describes.</param>
    /// <param name="cancellationToken">Cancels the insert.</param>
    /// <param name="eventId">The id of the delete: the same id again does nothing. A new one where none is given; a fact is deleted once in any case.</param>
    /// <exception cref="ContractViolationException">The key is not the product's, or the product's rows have no name; nothing was deleted.</exception>
    public async Task DeleteAsync<TKey>(TKey key, NpgsqlTransaction transaction, CancellationToken cancellationToken, Guid? eventId = null)
    {
        var contract = await _contract(cancellationToken);
        await DeleteAsync(contract, [contract.Delete(key, _time, eventId)], transaction, cancellationToken);
    }

    /// <summary>Deletes several rows in the caller's transaction; as <see cref="DeleteAsync{TKey}"/>.</summary>
    /// <param name="keys">The rows' keys.</param>
    /// <param name="transaction">The transaction that makes the changes the deletes describe.</param>
    /// <param name="cancellationToken">Cancels the insert.</param>
    /// <exception cref="ContractViolationException">A key is not the product's, or the product's rows have no name; nothing was deleted.</exception>
    public async Task DeleteAllAsync<TKey>(IReadOnlyCollection<TKey> keys, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count == 0)
        {
            return;
        }

        var contract = await _contract(cancellationToken);
        await DeleteAsync(contract, [.. keys.Select(key => contract.Delete(key, _time)).DistinctBy(entry => entry.Data, StringComparer.Ordinal)], transaction, cancellationToken);
    }

    /// <summary>Emits rows that are the same events each time they are emitted.</summary>
    /// <param name="rows">The rows, each with the id of its event; a row's own <c>event_id</c> goes before it.</param>
    /// <param name="transaction">The transaction that they are emitted in.</param>
    /// <param name="cancellationToken">Cancels the insert.</param>
    /// <returns>How many were not emitted before.</returns>
    /// <exception cref="ContractViolationException">A row breaks the contract; nothing was emitted.</exception>
    internal async Task<long> EmitAllAsync(IReadOnlyCollection<(JsonElement Row, Guid EventId)> rows, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        // A branch that does not pass its checks is rolled back on purpose, so that its emits are not noted.
        var contract = await _contract(cancellationToken);
        return await WriteAsync(contract, [.. rows.Select(row => contract.Entry(row.Row, _time, row.EventId))], transaction, cancellationToken);
    }

    /// <summary>Emits deletes that were validated already.</summary>
    internal static async Task DeleteAsync(ProductContract contract, IReadOnlyList<OutboxEntry> deletes, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            WITH deleted AS (
                INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, key, erased_by)
                SELECT $1, event_id, subject, occurred_at, key, erased_by FROM (
                    SELECT event_id, subject, occurred_at, key, NULL AS erased_by, subject AS fact, place
                    FROM unnest($2, $3, $4, $5) WITH ORDINALITY AS entry(event_id, subject, occurred_at, key, place)
                    UNION ALL
                    -- The event of a fact counts as emitted and erased, also where it was never emitted: no transaction emits it from now on.
                    SELECT subject::uuid, NULL, occurred_at, NULL, 'delete', subject, place + cardinality($2)
                    FROM unnest($3, $4) WITH ORDINALITY AS fact(subject, occurred_at, place) WHERE $6
                ) AS entry
                -- Two transactions that delete some of the same facts wait for each other in one order.
                ORDER BY CASE WHEN $6 THEN fact END, place
                ON CONFLICT (product, event_id) DO NOTHING
                RETURNING event_id
            )
            SELECT array_agg(event_id), pg_notify('{OutboxSequencer.EmittedChannel}', '') FROM deleted
            """,
            contract,
            deletes,
            transaction);
        command.Parameters.Add(new() { Value = contract.IsOfFacts });
        if (await command.ExecuteScalarAsync(cancellationToken) is Guid[] ids)
        {
            var inserted = ids.ToHashSet();
            // Those that were deleted by the same id before are erased already; rows that came since are new.
            await OutboxErasure.EraseAsync(
                contract.Product, contract.IsOfFacts, contract.IdentityColumns, [.. deletes.Where(delete => inserted.Contains(delete.EventId)).Select(delete => (delete.Subject!, delete.Data, long.MaxValue))], transaction, cancellationToken);
        }
    }

    /// <summary>Emits rows that were validated already; returns how many were not emitted before.</summary>
    internal Task<long> InsertAsync(ProductContract contract, IReadOnlyList<OutboxEntry> entries, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return Task.FromResult(0L);
        }

        Emits?.Note(contract.Product);
        return WriteAsync(contract, entries, transaction, cancellationToken);
    }

    private async Task<long> WriteAsync(ProductContract contract, IReadOnlyList<OutboxEntry> entries, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (ProductSources.AreDue(Interlocked.Increment(ref _emitted) - 1))
        {
            await ProductSources.NoteAsync(contract.Product, transaction, cancellationToken);
        }

        if (ImportedFiles.Opened is { Count: > 0 } files)
        {
            await ProductSources.NoteAsync(contract.Product, files, transaction, cancellationToken);
        }

        await using var command = Command(
            $"""
            WITH emitted AS (
                INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, data, schema_guid)
                SELECT $1, event_id, subject, occurred_at, data, $6
                FROM unnest($2, $3, $4, $5) WITH ORDINALITY AS entry(event_id, subject, occurred_at, data, place)
                ORDER BY place
                ON CONFLICT (product, event_id) DO NOTHING
                RETURNING 1
            ), made AS (
                -- A transaction that handles a stream has moved its checkpoint before.
                INSERT INTO mesh.product_inputs (product, input)
                SELECT $1, checkpoints.product FROM mesh.checkpoints WHERE checkpoints.xmin = pg_current_xact_id()::xid
                ON CONFLICT DO NOTHING
            )
            SELECT count(*), CASE WHEN count(*) > 0 THEN pg_notify('{OutboxSequencer.EmittedChannel}', '') END FROM emitted
            """,
            contract,
            entries,
            transaction);
        command.Parameters.Add(new() { Value = contract.SchemaGuid });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NpgsqlCommand Command(string sql, ProductContract contract, IReadOnlyList<OutboxEntry> entries, NpgsqlTransaction transaction) => new(sql, transaction.Connection, transaction)
    {
        Parameters =
        {
            new() { Value = contract.Product.ToString() },
            new() { Value = entries.Select(entry => entry.EventId).ToArray() },
            new() { Value = entries.Select(entry => entry.Subject).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new() { Value = entries.Select(entry => entry.OccurredAt.ToUniversalTime()).ToArray() },
            new() { Value = entries.Select(entry => entry.Data).ToArray() },
        },
    };
}
