using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Sources;
using MeshStarter.Platform.Sources;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Sources.Postgres;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>Reads the state of a product's source: from the domain's database, and the lag of its slot from the source's server.</summary>
internal sealed class SourceStatusReader(NpgsqlDataSource database, SourceConnections connections, RegisteredProducts registered)
{
    private const int MostFiles = 200;
    private const long LagWarning = 1L << 30;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Reads the state.</summary>
    public async Task<SourceStatus> ReadAsync(OwnProduct product, SourceDefinition source, CancellationToken cancellationToken)
    {
        var id = product.Id.ToString();
        var row = await database.FirstAsync<(string? State, string? Position, bool Requested, string? Problem, long Rows, long Kept, long Quarantined)>(
            """
            SELECT state, position, requested, problem,
                CASE WHEN @AreKeyed THEN (SELECT count(*) FROM mesh.source_keys WHERE product = @Product) ELSE (SELECT coalesce(sum(rows), 0)::bigint FROM mesh.source_files WHERE product = @Product) END,
                (SELECT count(*) FROM mesh.source_keys AS old WHERE old.product = @Product AND old.generation < sources.generation AND sources.state = 'current'),
                (SELECT coalesce(sum(rows), 0)::bigint FROM mesh.quarantine WHERE product = @Product AND replayed_at IS NULL)
            FROM mesh.sources WHERE product = @Product
            """,
            new { Product = id, AreKeyed = product.Descriptor.Key.Count > 0 },
            cancellationToken);
        var missing = connections.Missing(product);
        var refused = registered.Refused.Any(version => version.Product == product.Name && version.Version == product.Descriptor.Version);
        var state = missing is not null ? "no_connection" : refused ? SourceStatus.Stopped : row.State ?? WireNames.Of(IntakeState.New);
        var status = new SourceStatus(product.Name, product.Id.Major, source.Name, Kind(source), state)
        {
            Position = row.Position,
            IsRequested = row.Requested,
            Problem = missing is not null ? $"Setting {missing} is missing. Fix: give it to the mesh, as docs/sources.md says."
                : refused ? $"{product.Descriptor.Version} was refused, see mesh status."
                : row.Problem,
            Rows = row.Rows,
            Quarantined = row.Quarantined,
            Files = source is FilesSource ? await FilesAsync(id, cancellationToken) : [],
        };
        return source switch
        {
            PostgresSource { Poll: not null } => status with { Warnings = [$"Deletes are not seen by polling. mesh source snapshot {product.Name} finds rows that are gone."] },
            FilesSource when row.Kept > 0 => status with { Warnings = [$"{row.Kept} rows that no file has are kept: a file with problems may have them. Correct the files, and run mesh source snapshot {product.Name}."] },
            PostgresSource table when missing is null => await WithLagAsync(status, product, table, cancellationToken),
            _ => status,
        };
    }

    private static string Kind(SourceDefinition source) => source switch
    {
        PostgresSource { Poll: null } => "change_capture",
        PostgresSource => "polling",
        _ => "files",
    };

    // Files with problems come first: they are not read again until they are corrected.
    private async Task<IReadOnlyList<SourceFileStatus>> FilesAsync(string product, CancellationToken cancellationToken) =>
        [.. (await database.QueryAsync<(string File, long Rows, long Rejected, long PassedOver, string[] Problems, string[] Lacks, DateTimeOffset ReadAt)>(
            "SELECT file, rows, rejected, passed_over, problems, lacks, read_at FROM mesh.source_files WHERE product = @Product ORDER BY problems = '{}', read_at DESC, file LIMIT @MostFiles", new { Product = product, MostFiles }, cancellationToken))
        .Select(file => new SourceFileStatus(file.File, file.Rows, file.Rejected, file.Problems, file.ReadAt) { PassedOver = file.PassedOver, Lacks = file.Lacks })];

    private async Task<SourceStatus> WithLagAsync(SourceStatus status, OwnProduct product, PostgresSource source, CancellationToken cancellationToken)
    {
        try
        {
            var server = new SourceServer(SourceConnections.KeyOf(product, source), connections.Find(product, source)!) { Patience = Patience };
            await using var connection = await server.OpenAsync(cancellationToken);
            return await SlotState.FindAsync(connection, source, cancellationToken) is { } slot
                ? status with { LagBytes = slot.LagBytes, Warnings = [.. Warnings(slot, source)] }
                : status with { Warnings = [$"There is no slot {source.Slot} at the source's server."] };
        }
        catch (Exception exception) when (exception is NpgsqlException or SourceRefusedException or TimeoutException)
        {
            return status with { Warnings = [$"The lag of slot {source.Slot} is not known: {exception.Message}"] };
        }
    }

    private static IEnumerable<string> Warnings(SlotState slot, PostgresSource source)
    {
        if (slot.IsLost)
        {
            yield return $"Slot {source.Slot} was invalidated by its server.";
        }
        else if (slot.Left is { } left && left < slot.LagBytes)
        {
            yield return $"Slot {source.Slot} is invalidated when {left} further bytes are written (max_slot_wal_keep_size): {slot.LagBytes} bytes wait to be read.";
        }
        else if (slot.LagBytes >= LagWarning)
        {
            yield return $"Slot {source.Slot} keeps {slot.LagBytes} bytes of log on the disk of the source's server.";
        }
    }
}
