using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;

namespace MeshStarter.Lake.Quality;

/// <summary>The checks that measure a batch as a whole.</summary>
internal sealed class BatchMeasure(DuckDbConnection session, DataProductDescriptor product, AuditedBatch batch, DateTimeOffset now)
{
    /// <summary>Returns the reason why the batch does not pass; null when it passes.</summary>
    public string? Problem(QualityCheck check, CancellationToken cancellationToken) => check switch
    {
        QualityCheck.RowCount count => Count(count, cancellationToken),
        QualityCheck.Completeness completeness => Completeness(completeness, cancellationToken),
        QualityCheck.Freshness freshness => Freshness(freshness, cancellationToken),
        QualityCheck.DistributionDrift drift => Drift(drift, cancellationToken),
        QualityCheck.Referential reference => $"{reference.ToProduct}.{reference.ToColumn} cannot be read here.",
        _ => throw new ArgumentOutOfRangeException(nameof(check)),
    };

    private string? Count(QualityCheck.RowCount check, CancellationToken cancellationToken)
    {
        var rows = session.Scalar<long>("SELECT count(*) FROM this", cancellationToken);
        return rows < check.Min ? $"The batch has {rows} rows, at least {check.Min} are promised."
            : rows > check.Max ? $"The batch has {rows} rows, at most {check.Max} are promised."
            : null;
    }

    private string? Completeness(QualityCheck.Completeness check, CancellationToken cancellationToken)
    {
        var least = Percentage.Parse(check.Min);
        var rows = session.Scalar<long>("SELECT count(*) FROM this", cancellationToken);
        var filled = session.Scalar<long>($"SELECT count({SqlIdentifier.Quote(check.Column)}) FROM this", cancellationToken);
        return filled * 100m < least * rows
            ? string.Create(CultureInfo.InvariantCulture, $"{check.Column} has a value in {filled} of {rows} rows, {check.Min} are promised.")
            : null;
    }

    private string? Freshness(QualityCheck.Freshness check, CancellationToken cancellationToken)
    {
        // Existing rows are read only when the batch alone does not decide: there may be many.
        var oldest = SqlText.Quote((now - check.MaxAge).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
        var column = SqlIdentifier.Quote(check.Column);
        var isRecent = $"coalesce(max({column}) >= CAST(CAST({oldest} AS TIMESTAMP) AS {TypeOf(check.Column).ToDuckDb()}), false)";
        return session.Scalar<bool>($"SELECT {isRecent} FROM this", cancellationToken)
            || (batch.Existing is not null && session.Scalar<bool>($"SELECT {isRecent} FROM {BatchAudit.Existing}", cancellationToken))
                ? null
                : $"Neither the batch nor the table has a row whose {check.Column} is of the last {DurationText.Format(check.MaxAge)}.";
    }

    private string? Drift(QualityCheck.DistributionDrift check, CancellationToken cancellationToken)
    {
        if (batch.AddedBy(check.Snapshots) is not { } earlier)
        {
            return null;
        }

        var distance = session.Scalar<double?>(DistributionDistance.Sql(check.Column, TypeOf(check.Column), earlier), cancellationToken);
        return distance > check.MaxDistance
            ? string.Create(CultureInfo.InvariantCulture, $"The values of {check.Column} are {distance:0.###} from those of the last {check.Snapshots} snapshots, at most {check.MaxDistance} is promised.")
            : null;
    }

    private ColumnType TypeOf(string column) => product.Schema.First(c => c.Name == column).Type;
}
