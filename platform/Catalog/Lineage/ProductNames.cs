using System.Globalization;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Products.MajorVersions;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// The names of products and their jobs in the graph: as everywhere, the plain name is the default major version's, and the others
/// have their number, <c>orders.orders@1</c> with its job <c>orders.orders@1.publish</c>. An event may always contain the number.
/// </summary>
/// <param name="connection">The connection to the database of major versions.</param>
/// <param name="now">The moment whose default counts.</param>
/// <param name="cancellationToken">Cancels looking.</param>
internal sealed class ProductNames(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, int?> _defaults = new(StringComparer.Ordinal);

    /// <summary>Whether a name has a number of a major version, and may therefore have another one in the graph.</summary>
    public static bool HasNumber(LineageName name) => name.Namespace == LineageAccess.Mesh && name.Name.Contains('@', StringComparison.Ordinal);

    /// <summary>Whether two names are one job's. Its major version may become the default one, or no longer be it, while the job runs: the number does not count.</summary>
    public static bool IsOfOneJob(LineageName one, LineageName other) => one == other || (HasNumber(one) || HasNumber(other)) && WithoutNumber(one) == WithoutNumber(other);

    /// <summary>An event with the names of the graph.</summary>
    public async Task<LineageEvent> OfAsync(LineageEvent reported) => reported switch
    {
        LineageEvent.OfRun run => run with { Job = await OfAsync(run.Job), Inputs = await OfAsync(run.Inputs), Outputs = await OfAsync(run.Outputs) },
        LineageEvent.OfJob job => job with { Job = await OfAsync(job.Job), Inputs = await OfAsync(job.Inputs), Outputs = await OfAsync(job.Outputs) },
        LineageEvent.OfDataset dataset => dataset with { Dataset = await OfAsync(dataset.Dataset) },
        _ => reported,
    };

    /// <summary>The graph's name of a job or dataset.</summary>
    public async Task<LineageName> OfAsync(LineageName name)
    {
        var mark = name.Namespace == LineageAccess.Mesh ? name.Name.IndexOf('@', StringComparison.Ordinal) : -1;
        if (mark < 0)
        {
            return name;
        }

        var end = name.Name.IndexOf('.', mark) is var dot and >= 0 ? dot : name.Name.Length;
        return DataProductId.TryParse(name.Name[..mark], out var product)
            && int.TryParse(name.Name.AsSpan(mark + 1, end - mark - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && await DefaultAsync(name, product.ToString()) == major
                ? name with { Name = product + name.Name[end..] }
                : name;
    }

    /// <summary>Finds the default major versions of all products that events name with a number, at once.</summary>
    public async Task LoadAsync(IEnumerable<LineageName> names)
    {
        var numbered = names.Where(name => name.Namespace == LineageAccess.Mesh).Select(name => (name.Name, Mark: name.Name.IndexOf('@', StringComparison.Ordinal)))
            .Where(name => name.Mark > 0).Select(name => name.Name[..name.Mark]).Where(name => DataProductId.TryParse(name, out _)).Distinct(StringComparer.Ordinal)
            .Where(name => !_defaults.ContainsKey(name)).ToArray();
        if (numbered.Length == 0)
        {
            return;
        }

        foreach (var name in numbered)
        {
            _defaults[name] = null;
        }

        foreach (var (name, major) in await connection.QueryAsync<(string Name, int Major)>(
            $"SELECT DISTINCT ON (m.name) m.name, m.major FROM major_lives m WHERE m.name = ANY(@Names) ORDER BY m.name, {MajorVersionsInUse.Condition} DESC, m.major DESC",
            new { Names = numbered, Now = now },
            cancellationToken))
        {
            _defaults[name] = major;
        }
    }

    private static LineageName WithoutNumber(LineageName name)
    {
        var mark = HasNumber(name) ? name.Name.IndexOf('@', StringComparison.Ordinal) : -1;
        return mark < 0 ? name : name with { Name = name.Name[..mark] + name.Name[(name.Name.IndexOf('.', mark) is var dot and >= 0 ? dot : name.Name.Length)..] };
    }

    private async Task<LineageNode> OfAsync(LineageNode node) => node with { Name = await OfAsync(node.Name) };

    private async Task<IReadOnlyList<LineageNode>> OfAsync(IReadOnlyList<LineageNode> nodes)
    {
        List<LineageNode> named = new(nodes.Count);
        foreach (var node in nodes)
        {
            named.Add(await OfAsync(node));
        }

        return named;
    }

    private async Task<int?> DefaultAsync(LineageName name, string product)
    {
        if (!_defaults.ContainsKey(product))
        {
            await LoadAsync([name]);
        }

        return _defaults[product];
    }
}
