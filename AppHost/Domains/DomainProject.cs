using System.Text.RegularExpressions;

namespace MeshStarter.AppHost.Domains;

/// <summary>A domain's service, found by its folder: <c>domains/CustomerCare/CustomerCare.csproj</c> is domain <c>customer_care</c>.</summary>
/// <param name="ProjectPath">Absolute path of the project file.</param>
/// <param name="Domain">The domain's name.</param>
internal sealed partial record DomainProject(string ProjectPath, string Domain)
{
    /// <summary>The domain's name as a resource may have it.</summary>
    public string ResourceName => Domain.Replace('_', '-');

    /// <summary>All domains of the repository, by name.</summary>
    public static IReadOnlyList<DomainProject> FindAll(string repository) =>
    [
        .. Directory.EnumerateDirectories(Path.Combine(repository, "domains"))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
            .Select(project => new DomainProject(project, DomainOf(Path.GetFileNameWithoutExtension(project))))
            .OrderBy(domain => domain.Domain, StringComparer.Ordinal),
    ];

    private static string DomainOf(string project) => WordStart().Replace(project, "_").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex WordStart();
}
