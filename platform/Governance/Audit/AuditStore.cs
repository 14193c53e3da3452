using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Governance.Audit;

/// <summary>The audit trail in the database. There is a way in and a way to read; the database itself refuses changes.</summary>
internal sealed partial class AuditStore(NpgsqlDataSource database, ILogger<AuditStore> logger)
{
    /// <summary>This service's own name in the trail.</summary>
    public const string Governance = "governance";

    /// <summary>The columns of a record, in its bounded form.</summary>
    public const string Columns =
        "id, occurred_at, service, subject, subject_domain, roles, purposes, action, product, permit, reason, rule_ids, masked_columns, columns, outcome, rows, follows, concealed, policy_version, correlation_id, clipped";

    private const string InsertRecords =
        $"""
        INSERT INTO audit_records (recorded_by, key_id, {Columns}, sequence, previous_hash, hash, document)
        SELECT @recordedBy, @keyId, {Columns}, sequence, previous_hash, hash, document
        FROM jsonb_to_recordset(@records::jsonb) AS r(
            id uuid, occurred_at timestamptz, service text, subject text, subject_domain text, roles text[], purposes text[], action text, product text,
            permit boolean, reason text, rule_ids text[], masked_columns text[], columns text[], outcome text, rows bigint, follows uuid, concealed boolean, policy_version text, correlation_id text, clipped text[],
            sequence bigint, previous_hash text, hash text, document text)
        ON CONFLICT (id) DO NOTHING;
        """;

    private const string InsertKey = "INSERT INTO audit_keys (service, key_id, public_key) VALUES (@recordedBy, @keyId, @publicKey) ON CONFLICT (service, key_id) DO NOTHING RETURNING 1;";

    private const string InsertHead =
        """
        INSERT INTO audit_heads (service, key_id, sequence, hash, signature) VALUES (@recordedBy, @keyId, @headSequence, @headHash, @headSignature)
        ON CONFLICT (service, key_id, sequence, hash) DO NOTHING;
        """;

    // Continues: the record before the batch is here, or was refused and is missing; a fork has another one in its place.
    private const string SelectBefore = "SELECT hash FROM audit_records WHERE key_id = @keyId AND recorded_by = @recordedBy AND sequence = @before ORDER BY position DESC LIMIT 1;";

    /// <summary>Appends records of governance itself.</summary>
    public Task AppendAsync(AuditRecord record, CancellationToken cancellationToken) => AppendAsync([record], cancellationToken);

    /// <summary>Appends records of governance itself.</summary>
    public Task AppendAsync(IReadOnlyCollection<AuditRecord> records, CancellationToken cancellationToken) =>
        AppendAsync(new AcceptedBatch([.. records.Select(record => new AuditEntry(AuditBounds.Apply(record)))], Key: null, Head: null), Governance, cancellationToken);

    /// <summary>Appends a record of governance itself within a transaction: what it is about takes effect with it or not at all.</summary>
    public static Task AppendAsync(AuditRecord record, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        InsertRecords, new { recordedBy = Governance, keyId = (string?)null, records = Serialize([new AuditEntry(AuditBounds.Apply(record))]) }, cancellationToken);

    /// <summary>Appends the records of a batch; those whose id is known are passed over.</summary>
    public async Task AppendAsync(AcceptedBatch batch, string recordedBy, CancellationToken cancellationToken)
    {
        var records = Serialize(batch.Entries);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (batch.Key is not { } key)
        {
            await connection.ExecuteAsync(InsertRecords, new { recordedBy, keyId = (string?)null, records }, cancellationToken);
            return;
        }

        var first = batch.Entries[0].Link!;
        // One round trip and one transaction. The statements with answers are last: an error of an earlier one would not be seen behind them.
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(
            InsertRecords + (batch.Head is null ? "" : InsertHead) + InsertKey + SelectBefore,
            new
            {
                recordedBy,
                keyId = key.Id,
                publicKey = key.Text,
                records,
                before = first.Sequence - 1,
                headSequence = batch.Head?.Sequence,
                headHash = batch.Head?.Hash,
                headSignature = batch.Head?.Signature,
            },
            cancellationToken: cancellationToken));
        if (await answers.ReadFirstOrDefaultAsync<int?>() is not null)
        {
            LogNewKey(recordedBy, key.Id);
        }

        var before = await answers.ReadFirstOrDefaultAsync<string>();
        if (before is null && first.Sequence > 1)
        {
            LogGap(recordedBy, first.Sequence - 1);
        }
        else if (before is not null && before != first.PreviousHash)
        {
            LogFork(recordedBy, first.Sequence);
        }
    }

    /// <summary>The newest records that fit and that a view shows, and where the next page begins.</summary>
    public async Task<AuditPage> ReadAsync(AuditFilter filter, AuditView view, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<long, AuditRecord, (long Position, AuditRecord Record)>(
            new CommandDefinition(AuditSelection.Sql(filter, view), AuditSelection.Parameters(filter, view), cancellationToken: cancellationToken), (position, record) => (position, record))).AsList();
        List<AuditRecord> page = [.. rows.Take(filter.Limit).Select(row => row.Record)];
        Guid[] decisions = filter.IsJoined ? [.. page.Where(record => record.Permit && record.Follows is null).Select(record => record.Id)] : [];
        var ends = decisions.Length == 0 ? [] : await connection.QueryAsync<AuditRecord>(AuditSelection.Ends, new { decisions }, cancellationToken);
        return new AuditPage(page, rows.Count > page.Count ? new AuditCursor(page[^1].OccurredAt.UtcDateTime, rows[page.Count - 1].Position).ToString() : null)
        {
            Ends = [.. ends],
            Scope = view.Scope,
        };
    }

    /// <summary>The products that the trail names.</summary>
    public Task<IReadOnlyList<string>> ProductsAsync(CancellationToken cancellationToken) =>
        // From name to name along the index: the trail has far more records than products.
        database.QueryAsync<string>(
            """
            WITH RECURSIVE names AS (
                (SELECT product FROM audit_records WHERE product IS NOT NULL ORDER BY product LIMIT 1)
                UNION ALL
                SELECT (SELECT a.product FROM audit_records a WHERE a.product > names.product ORDER BY a.product LIMIT 1) FROM names WHERE names.product IS NOT NULL)
            SELECT product FROM names WHERE product IS NOT NULL
            """,
            null,
            cancellationToken);

    // The members of the record, and alongside them those of its place in the chain.
    private static string Serialize(IReadOnlyList<AuditEntry> entries)
    {
        var array = new JsonArray();
        foreach (var entry in entries)
        {
            var row = JsonSerializer.SerializeToNode(entry.Record, MeshJson.Options)!.AsObject();
            if (entry.Link is { } link)
            {
                row["sequence"] = link.Sequence;
                row["previous_hash"] = link.PreviousHash;
                row["hash"] = link.Hash;
                row["document"] = link.Document;
            }

            array.Add(row);
        }

        return array.ToJsonString(MeshJson.Options);
    }

    [LoggerMessage(2008, LogLevel.Information, "Service {Service} writes its audit records with the key {KeyId}, which is new")]
    private partial void LogNewKey(string service, string keyId);

    [LoggerMessage(2009, LogLevel.Critical, "Audit record {Sequence} of service {Service} is missing; mesh audit verify lists all that are")]
    private partial void LogGap(string service, long sequence);

    [LoggerMessage(2010, LogLevel.Critical, "Audit record {Sequence} of service {Service} does not continue the chain that is stored; mesh audit verify names the records")]
    private partial void LogFork(string service, long sequence);
}
