using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.PipelineCases;

namespace MeshStarter.Cli.Checking;

/// <summary>
/// The products whose columns SQL of a file may name: those of the repository, those of a running mesh, and for others the copies in the <c>Consumes</c> of the
/// file's domain, which have the columns that the domain keeps.
/// </summary>
/// <param name="repository">The descriptors of the repository that have no error.</param>
/// <param name="names">The products of all of its descriptors.</param>
/// <param name="foreign">The products of a running mesh.</param>
internal sealed class CheckedProducts(IEnumerable<DataProductDescriptor> repository, IReadOnlyCollection<DataProductId> names, ForeignProducts foreign)
{
    /// <summary>The fix of a column that is not in a copy.</summary>
    public const string FixOfCopy = "Correct it, or take the contract again with mesh contract: the copy in Consumes has only the columns that it keeps.";

    private readonly List<DataProductDescriptor> _whole = [.. repository, .. foreign.Registered];
    private readonly Dictionary<string, IReadOnlyList<DataProductDescriptor>> _copies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KnownProducts> _known = new(StringComparer.Ordinal);

    /// <summary>The products of the repository and the mesh.</summary>
    public IReadOnlyCollection<DataProductDescriptor> Whole => _whole;

    /// <summary>The names of all products of the repository and the mesh.</summary>
    public IReadOnlyCollection<DataProductId> Names { get; } = [.. names.Union(foreign.Names)];

    /// <summary>Returns the products that a descriptor, and the files alongside it, may name.</summary>
    /// <param name="file">The descriptor's file.</param>
    public KnownProducts Of(string file)
    {
        var folder = ConsumedCopies.FolderOf(file);
        return _known.TryGetValue(folder, out var known) ? known : _known[folder] = new KnownProducts([.. _whole, .. CopiesOf(folder)]);
    }

    /// <summary>Whether of a product only a copy is known.</summary>
    /// <param name="file">The descriptor's file that names it.</param>
    /// <param name="product">The product.</param>
    public bool IsCopy(string file, ProductReference product) => CopiesOf(ConsumedCopies.FolderOf(file)).Any(copy => copy.Name == product.Product);

    private IReadOnlyList<DataProductDescriptor> CopiesOf(string folder) =>
        _copies.TryGetValue(folder, out var copies) ? copies : _copies[folder] = [.. CopiedContracts.Read(folder).Where(copy => !_whole.Exists(product => product.Name == copy.Name))];
}
