using MeshStarter.DuckDb;

namespace MeshStarter.Platform.Workers.Wire;

/// <summary>Names of columns where a name means one of them: id, id become id, id_1.</summary>
internal static class DistinctNames
{
    public static IReadOnlyList<string> Of(IReadOnlyList<DuckDbColumn> columns)
    {
        HashSet<string> taken = new(columns.Select(column => column.Name), StringComparer.Ordinal);
        HashSet<string> used = new(StringComparer.Ordinal);
        List<string> names = [];
        foreach (var column in columns)
        {
            var name = column.Name;
            for (var i = 1; !used.Add(name); i++)
            {
                name = $"{column.Name}_{i}";
                if (taken.Contains(name))
                {
                    name = column.Name;
                }
            }

            names.Add(name);
        }

        return names;
    }
}
