using MeshStarter.AppHost.Settings;
using MeshStarter.Contracts.Products;

namespace MeshStarter.AppHost.Domains;

/// <summary>The folders below <c>domains/</c> as they are now, which may be others than those that this AppHost was built with.</summary>
internal static class DomainFolder
{
    /// <summary>The domains that came after the AppHost was built, by name.</summary>
    public static IReadOnlyList<string> Later(MeshSettings settings)
    {
        var known = settings.AllDomains.Select(domain => domain.Domain).ToHashSet(StringComparer.Ordinal);
        var folder = Path.Combine(settings.Repository, DomainProject.Folder);
        return !Directory.Exists(folder) ? [] :
        [
            .. Directory.EnumerateDirectories(folder).Select(Path.GetFileName).OfType<string>()
                .Where(name => File.Exists(Path.Combine(folder, name, $"{name}.csproj")))
                .Select(DomainName.OfProject)
                .Where(domain => !known.Contains(domain))
                .Order(StringComparer.Ordinal),
        ];
    }
}
