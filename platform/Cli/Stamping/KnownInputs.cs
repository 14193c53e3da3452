using MeshStarter.Cli.Checking;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.PipelineCases;

namespace MeshStarter.Cli.Stamping;

/// <summary>The products that a new one may be computed of: those of the repository, of the <c>Consumes</c> of its domain, and of a running mesh.</summary>
/// <param name="root">The repository's root.</param>
/// <param name="repository">Its descriptors.</param>
/// <param name="registered">The products of the mesh; null without one.</param>
/// <param name="names">Their names.</param>
internal sealed class KnownInputs(string root, IReadOnlyCollection<DataProductDescriptor> repository, RegisteredProducts? registered, IReadOnlyList<DataProductId> names)
{
    /// <summary>The names of the products of the mesh.</summary>
    public IReadOnlyList<DataProductId> Names => names;

    /// <summary>Whether the repository has a product.</summary>
    public bool Has(DataProductId product) => repository.Any(each => each.Name == product);

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
                var fix = UnknownInputs.Fix(reference.Product, [.. repository.Select(product => product.Name).Concat(names).Distinct()]);
                return $"There is no product {reference.Product}. Fix: {fix ?? "Name one of the repository. One of a running mesh is found with --as or a token, one of another repository by its contract in the domain's Consumes."}";
            }
        }

        return seen.Count == 0 ? "A product that is computed has an input. Fix: Name products, such as \"orders.orders, payments.daily_revenue\"." : null;
    }

    /// <summary>Returns the inputs of a request with their products; null for one of which no single version is known.</summary>
    public async Task<IReadOnlyList<(ProductReference Reference, DataProductDescriptor? Product)>> FindAsync(ProductRequest request, CancellationToken cancellationToken)
    {
        var foreign = request.Inputs.Where(input => IsForeign(input.Product)).ToList();
        var products = foreign.Count == 0 || registered is null ? [] : await registered.FindAsync(foreign, cancellationToken);
        var known = new KnownProducts([.. repository, .. products, .. Copies(request.Domain).Where(copy => !Has(copy.Name) && !names.Contains(copy.Name))]);
        return [.. request.Inputs.Select(input => (input, known.Find(input)))];
    }

    private IEnumerable<DataProductDescriptor> Copies(string domain) =>
        Directory.Exists(Path.Combine(root, "domains")) && Directory.EnumerateDirectories(Path.Combine(root, "domains")).FirstOrDefault(folder => DomainName.OfProject(Path.GetFileName(folder)) == domain) is { } found
            ? ConsumedCopies.Read(Path.Combine(found, "Consumes"))
            : [];
}
