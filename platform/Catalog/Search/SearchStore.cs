using MeshStarter.Catalog.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Search;

/// <summary>Reads what a list shows of products.</summary>
internal sealed class SearchStore(NpgsqlDataSource database)
{
    /// <summary>Returns products as a list shows them, by name; one that is not there any more is left out.</summary>
    public async Task<IReadOnlyDictionary<string, SearchRow>> CardsAsync(IReadOnlyList<VisibleVersion> versions, DateTime now, CancellationToken cancellationToken)
    {
        if (versions.Count == 0)
        {
            return new Dictionary<string, SearchRow>(StringComparer.Ordinal);
        }

        // A default major version has no successor in use: it ends when its owner said so, or has ended.
        var rows = await database.QueryAsync<SearchRow>(
            """
            SELECT s.name, s.profile, s.card, to_json(s.columns)::text AS columns, d.reported_at AS ReportedAt, d.silent_since AS SilentSince, d.orphaned_at AS OrphanedAt,
                CASE WHEN l.end_is_set OR l.retires_at <= @Now THEN l.retires_at END AS RetiresAt
            FROM unnest(@Names, @MajorVersions) v (name, major) JOIN product_search s ON s.name = v.name AND s.major = v.major
            JOIN major_lives l ON l.name = s.name AND l.major = s.major
            LEFT JOIN domains d ON d.domain = split_part(s.name, '.', 1)
            """,
            new { Names = versions.Select(version => version.Name).ToArray(), MajorVersions = versions.Select(version => version.Version.Major).ToArray(), Now = now },
            cancellationToken);
        return rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
    }
}
