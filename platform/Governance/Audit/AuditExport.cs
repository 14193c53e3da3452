using System.Buffers;
using System.Data;
using System.IO.Pipelines;
using Dapper;
using MeshStarter.Platform.Audit.Records;
using Npgsql;

namespace MeshStarter.Governance.Audit;

/// <summary>
/// Writes the whole audit trail as JSON lines: the keys, the signed heads, the records in the order of their arrival, and a last line that shows that nothing
/// is missing behind it. All of it is of one moment: a record that arrives concurrently is not there without those before it.
/// </summary>
internal sealed class AuditExport(NpgsqlDataSource database)
{
    private const int FlushBytes = 64 << 10;

    /// <summary>Writes the trail.</summary>
    public async Task WriteAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var lines = 0L;
        lines += await WriteAsync(connection, "SELECT 'key' AS kind, service, key_id, public_key FROM audit_keys ORDER BY service, first_seen", output, cancellationToken);
        lines += await WriteAsync(connection, "SELECT 'head' AS kind, service, key_id, sequence, hash, signature FROM audit_heads ORDER BY position", output, cancellationToken);
        lines += await WriteRecordsAsync(connection, output, cancellationToken);
        await WriteAsync(output, new AuditExportLine { Kind = AuditExportLine.EndKind, Lines = lines }, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    private static async Task<long> WriteAsync(NpgsqlConnection connection, string sql, PipeWriter output, CancellationToken cancellationToken)
    {
        var lines = 0L;
        await foreach (var line in connection.QueryUnbufferedAsync<AuditExportLine>(sql, commandTimeout: 0).WithCancellation(cancellationToken))
        {
            await WriteAsync(output, line, cancellationToken);
            lines++;
        }

        return lines;
    }

    private static async Task<long> WriteRecordsAsync(NpgsqlConnection connection, PipeWriter output, CancellationToken cancellationToken)
    {
        var lines = 0L;
        // Two objects of each row: its place in the chain of its service, and from column "id" on the record.
        await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(
            $"SELECT 'record' AS kind, recorded_by AS service, key_id, sequence, previous_hash, hash, document, {AuditStore.Columns} FROM audit_records ORDER BY position", commandTimeout: 0, cancellationToken: cancellationToken));
        var idAt = reader.GetOrdinal("id");
        var lineOf = reader.GetRowParser<AuditExportLine>(length: idAt);
        var recordOf = reader.GetRowParser<AuditRecord>(startIndex: idAt);
        while (await reader.ReadAsync(cancellationToken))
        {
            await WriteAsync(output, lineOf(reader) with { Record = recordOf(reader) }, cancellationToken);
            lines++;
        }

        return lines;
    }

    private static async ValueTask WriteAsync(PipeWriter output, AuditExportLine line, CancellationToken cancellationToken)
    {
        output.Write(line.ToUtf8());
        output.Write("\n"u8);
        if (output.UnflushedBytes >= FlushBytes)
        {
            await output.FlushAsync(cancellationToken);
        }
    }
}
