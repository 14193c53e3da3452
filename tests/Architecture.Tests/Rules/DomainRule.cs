namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>Every domain has the same rooms; who knows one knows all.</summary>
internal static class DomainRule
{
    private static readonly string[] Rooms = ["Program.cs", "README.md", "Products/"];

    public static IReadOnlyList<string> Violations(IReadOnlyCollection<string> files)
    {
        var inDomains = files.Where(file => file.StartsWith("domains/", StringComparison.Ordinal) && file.Count(c => c == '/') >= 2).ToList();
        return [.. inDomains.Select(file => file.Split('/')[1]).Distinct(StringComparer.Ordinal).SelectMany(domain => Missing(domain, inDomains))];
    }

    private static IEnumerable<string> Missing(string domain, IReadOnlyCollection<string> files)
    {
        var folder = $"domains/{domain}/";
        var missing = Rooms.Append($"{domain}.csproj").Where(room => !files.Any(file => Is(file, folder + room)))
            .Select(room => $"{folder}: it has no {room}. Fix: see domains/Inventory, or stamp it with dotnet new mesh-product.");
        var bare = files.Where(file => file.StartsWith(folder + "Products/", StringComparison.Ordinal))
            .Select(file => file.Split('/')[3]).Distinct(StringComparer.Ordinal)
            .Where(product => !files.Contains($"{folder}Products/{product}/data-product.yaml", StringComparer.Ordinal))
            .Select(product => $"{folder}Products/{product}: it has no data-product.yaml.");
        return missing.Concat(bare);
    }

    private static bool Is(string file, string room) => room[^1] == '/' ? file.StartsWith(room, StringComparison.Ordinal) : file == room;
}
