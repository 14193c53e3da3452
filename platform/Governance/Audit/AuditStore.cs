using System.Text.Json;
using Dapper;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Governance.Audit;

/// <summary>The audit trail in the database. There is a way in and a way to read; the database itself refuses changes.</summary>
internal sealed class AuditStore(NpgsqlDataSource database)
{
    /// <summary>This service's own name in the trail.</summary>
    public const string Governance = "governance";

    private const string Columns =
        "id, occurred_at, service, subject, subject_domain, roles, purposes, action, product, permit, reason, rule_ids, masked_columns, policy_version, correlation_id";

    /// <summary>Appends the records; those whose id is known are passed over.</summary>
    public async Task AppendAsync(IReadOnlyList<AuditRecord> records, string recordedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            $"""
            INSERT INTO audit_records (recorded_by, {Columns})
            SELECT @recordedBy, {Columns}
            FROM jsonb_to_recordset(@json::jsonb) AS r(
                id uuid, occurred_at timestamptz, service text, subject text, subject_domain text, roles text[], purposes text[], action text, product text,
                permit boolean, reason text, rule_ids text[], masked_columns text[], policy_version text, correlation_id text)
            ON CONFLICT (id) DO NOTHING
            """,
            new { recordedBy, json = JsonSerializer.Serialize(records, MeshJson.Options) },
            cancellationToken: cancellationToken));
    }

    /// <summary>The newest records that fit, and where the next page begins.</summary>
    public async Task<AuditPage> ReadAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<AuditRow>(new CommandDefinition(
            $"""
            SELECT position, {Columns}
            FROM audit_records
            WHERE (@Before::bigint IS NULL OR position < @Before)
              AND (@Service::text IS NULL OR service = @Service)
              AND (@Subject::text IS NULL OR subject = @Subject)
              AND (@Action::text IS NULL OR action = @Action)
              AND (@Product::text IS NULL OR product = @Product)
              AND (@Permit::boolean IS NULL OR permit = @Permit)
              AND (@From::timestamptz IS NULL OR occurred_at >= @From)
              AND (@To::timestamptz IS NULL OR occurred_at < @To)
            ORDER BY position DESC
            LIMIT @Limit + 1
            """,
            new { filter.Before, filter.Service, filter.Subject, filter.Action, Product = filter.Product?.ToString(), filter.Permit, filter.From, filter.To, filter.Limit },
            cancellationToken: cancellationToken))).AsList();
        var page = rows.Take(filter.Limit).ToList();
        return new AuditPage([.. page.Select(row => row.ToRecord())], rows.Count > page.Count ? page[^1].Position.ToString() : null);
    }
}
