using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Lake.Quality;

/// <summary>The checks that hold a row against other rows: a SELECT of the batch's rows that break the check.</summary>
internal static class RowSelection
{
    /// <summary>The SELECT; null for a check of another kind, and for a reference that cannot be looked up.</summary>
    public static string? Of(QualityCheck check, AuditedBatch batch) => check switch
    {
        QualityCheck.Unique unique => Unique(unique, batch),
        QualityCheck.Referential reference => Referential(reference, batch),
        QualityCheck.Sql sql => $"SELECT * FROM (\n{sql.Query.TrimEnd().TrimEnd(';')}\n) AS failing",
        _ => null,
    };

    /// <summary>Returns the reason to reject a row that the SELECT yields.</summary>
    public static string Reason(QualityCheck check) => check switch
    {
        QualityCheck.Unique { Columns: var columns } => $"another row of the batch or the table has the same {string.Join(" and ", columns)}",
        QualityCheck.Referential reference => $"{reference.Column} is not in {reference.ToProduct}.{reference.ToColumn}",
        QualityCheck.Sql => "the query returns it",
        _ => throw new ArgumentOutOfRangeException(nameof(check)),
    };

    // A row without a value in one of the columns equals no other, as with UNIQUE in SQL.
    private static string Unique(QualityCheck.Unique unique, AuditedBatch batch)
    {
        var columns = string.Join(", ", unique.Columns.Select(SqlIdentifier.Quote));
        var twice = $"SELECT {columns} FROM this GROUP BY ALL HAVING count(*) > 1";
        var taken = ExistingLike(unique, batch) is not { } existing ? twice : $"{twice} UNION ALL SELECT {columns} FROM ({existing})";
        return $"SELECT this.* FROM this SEMI JOIN ({taken}) AS taken USING ({columns})";
    }

    /// <summary>A SELECT of whether the batch's rows are seen to be unique at a glance; null where that cannot be.</summary>
    public static string? Proof(QualityCheck check, AuditedBatch batch) => check is QualityCheck.Unique { Columns: [var only] } unique && ExistingLike(unique, batch) is null
        // In whatever order they come: what is always greater than the one before is nowhere twice. Much cheaper than to count values.
        ? $"SELECT coalesce(bool_and(value IS NOT NULL AND (before IS NULL OR value > before)), true) AND count(*) FILTER (before IS NULL) <= 1 FROM (SELECT {SqlIdentifier.Quote(only)} AS value, lag({SqlIdentifier.Quote(only)}) OVER () AS before FROM this)"
        : null;

    private static string? ExistingLike(QualityCheck.Unique unique, AuditedBatch batch) => batch.ExistingLike is { } like ? like(unique.Columns) : batch.Existing;

    private static string? Referential(QualityCheck.Referential reference, AuditedBatch batch)
    {
        var column = SqlIdentifier.Quote(reference.Column);
        return batch.Referenced(reference.ToProduct, reference.ToColumn) is { } values
            ? $"SELECT this.* FROM this ANTI JOIN (SELECT {SqlIdentifier.Quote(reference.ToColumn)} AS referenced FROM ({values})) AS there ON this.{column} = there.referenced WHERE this.{column} IS NOT NULL"
            : null;
    }
}
