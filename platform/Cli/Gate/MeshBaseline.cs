using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Gate;

/// <summary>Reads the contracts that a running mesh has registered, as the earlier ones of the checked descriptors.</summary>
/// <param name="name">The mesh's address, as it was given.</param>
/// <param name="registered">The catalog's products.</param>
/// <param name="names">The names of all of them.</param>
internal sealed class MeshBaseline(string name, RegisteredProducts registered, IReadOnlyList<DataProductId> names)
{
    /// <summary>
    /// Returns the registered versions of the checked products, and of those that their domains had: a product of a domain without a checked descriptor
    /// may be of another repository.
    /// </summary>
    /// <param name="descriptors">All known descriptors, by full path.</param>
    /// <param name="files">The full paths of the checked ones.</param>
    /// <param name="folders">The full paths of the checked folders: a domain within one is there as a whole.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CliException">The catalog does not answer, or refuses.</exception>
    public async Task<Baseline> ReadAsync(IReadOnlyDictionary<string, DataProductDescriptor> descriptors, IReadOnlyCollection<string> files, IReadOnlyCollection<string> folders, CancellationToken cancellationToken)
    {
        // What an unreadable file declares is not known: then nothing is missed, and its errors fail the check.
        var isWhole = files.All(descriptors.ContainsKey);
        var known = files.Where(descriptors.ContainsKey).Select(file => (File: file, Product: descriptors[file])).ToList();
        var whole = known.Where(each => isWhole && folders.Any(folder => ContainsDomainOf(folder, each.File))).GroupBy(each => each.Product.Name.Domain).ToDictionary(domain => domain.Key, domain => domain.First().File);
        List<EarlierDescriptor> earlier = [];
        foreach (var product in known.Select(each => each.Product.Name).Concat(names.Where(product => whole.ContainsKey(product.Domain))).Distinct().Order())
        {
            foreach (var status in (await registered.MajorVersionsAsync(product, cancellationToken)).Where(version => version.State != MajorVersionState.Retired))
            {
                var now = known.Find(each => each.Product.Name == product && each.Product.Version.Major == status.Major);
                // Registration compares with the same version where there is one, and else with the newest.
                var version = now.Product is { } own && own.Version < status.Version && await registered.FindVersionAsync(product, own.Version, cancellationToken) is { } same
                    ? same
                    : await registered.FindVersionAsync(product, status.Version, cancellationToken);
                var file = now.File ?? known.Find(each => each.Product.Name == product).File ?? whole.GetValueOrDefault(product.Domain) ?? "";
                // Without the file of its own, its place is that of the domain's nearest one.
                earlier.Add(new EarlierDescriptor(file, version, IsChecked: now.File is null && whole.ContainsKey(product.Domain)));
            }
        }

        return new Baseline(name, earlier) { IsRegistered = true };
    }

    // domains/Orders of domains/Orders/Products/Orders/data-product.yaml, or the folder of a descriptor that is in no such place.
    private static bool ContainsDomainOf(string folder, string file)
    {
        var products = Path.GetDirectoryName(Path.GetDirectoryName(file));
        var domain = products is not null && Path.GetFileName(products) == "Products" ? Path.GetDirectoryName(products)! : null;
        return domain is not null && (domain + Path.DirectorySeparatorChar).StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }
}
