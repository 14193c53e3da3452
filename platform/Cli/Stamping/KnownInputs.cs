using MeshStarter.Cli.Checking;
using MeshStarter.Cli.Descriptors;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.PipelineCases;

namespace MeshStarter.Cli.Stamping;

/// <summary>The products that a new one may be computed of: those of the repository, of the <c>Consumes</c> of its domain, and of a running mesh.</summary>
/// <param name="root">The repository's root.</param>
/// <param name="descriptors">Its descriptors, by full path.</param>
/// <param name="registered">The products of the mesh; null without one.</param>
/// <param name="names">Their names.</param>
internal sealed class KnownInputs(string root, IReadOnlyDictionary<string, DataProductDescriptor> descriptors, RegisteredProducts? registered, IReadOnlyList<DataProductId> names)
{
    private readonly IReadOnlyList<DataProductDescriptor> _repository = [.. descriptors.Values];

    /// <summary>The names of the products of the mesh.</summary>
    public IReadOnlyList<DataProductId> Names => names;

    /// <summary>Whether the repository has a product.</summary>
    public bool Has(DataProductId product) => _repository.Any(each => each.Name == product);

    /// <summary>Returns the product of the repository that has the folder of another; null for none.</summary>
    public DataProductId? InFolderOf(string domain, string product) =>
        _repository.FirstOrDefault(each => each.Name.Domain == domain && string.Equals(NameProblems.FolderOf(each.Name.Product), NameProblems.FolderOf(product), StringComparison.OrdinalIgnoreCase))?.Name;

    /// <summary>Whether a product is one of the mesh alone.</summary>
    public bool IsForeign(DataProductId product) => !Has(product) && names.Contains(product);

    /// <summary>Reads a list of inputs, such as <c>orders.orders, payments.daily_revenue@1</c>.</summary>
    public static IReadOnlyList<string> Split(string inputs) => inputs.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Returns the problem of a list of inputs, with a fix.</summary>
    public string? Problem(string domain, string inputs)
    {
        HashSet<ProductReference> seen = [];
        foreach (var input in Split(inputs))
        {
            if (!ProductReference.TryParse(input, out var reference, out var error))
            {
                return $"{error} Fix: Name products, such as \"orders.orders, payments.daily_revenue\".";
            }

            if (!seen.Add(reference))
            {
                return $"{reference} is in the list twice. Fix: Name it once.";
            }

            if (!Has(reference.Product) && !names.Contains(reference.Product) && !Copies(domain).Any(copy => copy.Name == reference.Product))
            {
                var fix = FixOfBroken(reference.Product.Domain) ?? UnknownInputs.Fix(reference.Product, [.. _repository.Select(product => product.Name).Concat(names).Distinct()]);
                return $"There is no product {reference.Product}. Fix: {fix ?? "Name one of the repository. One of a running mesh is found with --mesh, --as or a token, one of another repository by its contract in the domain's Consumes."}";
            }

            if (reference.Major is { } major && Has(reference.Product) && _repository.All(product => product.Name != reference.Product || product.Version.Major != major))
            {
                return $"{reference.Product} has no major version {major}. Fix: Name {reference.Product}, or {string.Join(" or ", _repository.Where(product => product.Name == reference.Product).Select(product => $"{product.Name}@{product.Version.Major}").Order(StringComparer.Ordinal))}.";
            }
        }

        return seen.Count == 0 ? "A product that is computed has an input. Fix: Name products, such as \"orders.orders, payments.daily_revenue\"." : null;
    }

    /// <summary>Returns the inputs of a request with their products; null for one of which no single version is known.</summary>
    public async Task<IReadOnlyList<(ProductReference Reference, DataProductDescriptor? Product)>> FindAsync(ProductRequest request, CancellationToken cancellationToken)
    {
        var foreign = request.Inputs.Where(input => IsForeign(input.Product)).ToList();
        var products = foreign.Count == 0 || registered is null ? [] : await registered.FindAsync(foreign, cancellationToken);
        var known = new KnownProducts([.. _repository, .. products, .. Copies(request.Domain).Where(copy => !Has(copy.Name) && !names.Contains(copy.Name))]);
        return [.. request.Inputs.Select(input => (input, known.Find(input)))];
    }

    // A descriptor that cannot be read may be that of the product.
    private string? FixOfBroken(string domain) =>
        DomainFolder.Find(root, domain) is { } folder && PolicyFiles.Find(folder.FullName).FirstOrDefault(file => !descriptors.ContainsKey(Path.GetFullPath(file))) is { } broken
            ? $"Correct {Path.GetRelativePath(root, broken).Replace('\\', '/')}, of which mesh check says what is wrong, or name another."
            : null;

    private IReadOnlyList<DataProductDescriptor> Copies(string domain) => DomainFolder.Find(root, domain) is { } folder ? CopiedContracts.Read(Path.Combine(folder.FullName, ConsumedCopies.FolderName)) : [];
}
