using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Generator.Diagnosing;

namespace MeshStarter.Sdk.Generator.Reading;

/// <summary>All contracts of a project, and what is wrong with their files.</summary>
internal sealed record ContractSet(EquatableArray<Contract> Contracts, EquatableArray<Fault> Faults)
{
    /// <summary>Reads the files of a project.</summary>
    /// <param name="files">The files, in any order.</param>
    /// <param name="project">The project.</param>
    public static ContractSet Read(IEnumerable<ContractFile> files, ContractProject project)
    {
        List<Contract> contracts = [];
        List<DeclaredProduct> products = [];
        List<Fault> faults = [];
        var all = files.ToList();
        foreach (var folder in all.Where(file => !file.IsMigration).OrderBy(file => file.File, StringComparer.Ordinal).GroupBy(file => file.Folder, StringComparer.Ordinal))
        {
            contracts.AddRange(folder.First().IsConsumed
                ? folder.Select(file => Consumed(file, project.Root, faults)).OfType<Contract>()
                : Published([.. folder], project.Root, products, faults) is { } published ? [published] : []);
        }

        Distinguish(contracts, faults);
        faults.AddRange(StartRules.Faults(project.Domain, products, all.Where(file => file.IsMigration)));
        return new ContractSet(new(contracts), new(faults));
    }

    /// <summary>The contracts that <c>[Emit]</c> calls so: one when all is well. The newest of a product's major versions is meant.</summary>
    public IReadOnlyList<Contract> Named(string schema) => Newest(contract => contract.Product == schema || contract.Reference == schema || contract.Schema == schema);

    /// <summary>The contract of a publisher that is injected or made by this name, within the domain or with it; null where there is none.</summary>
    public Contract? Published(string name) => Newest(contract =>
        contract.Product == name || contract.Reference == name
        || contract.Product.EndsWith("." + name, StringComparison.Ordinal) || contract.Reference.EndsWith("." + name, StringComparison.Ordinal)).FirstOrDefault();

    private List<Contract> Newest(Func<Contract, bool> isMeant) =>
        [.. Contracts.Where(contract => contract.IsPublished && isMeant(contract)).GroupBy(contract => contract.Product).Select(majorVersions => majorVersions.OrderBy(contract => contract.Major).Last())];

    private static Contract? Consumed(ContractFile file, string root, List<Fault> faults)
    {
        var name = file.Name[..^Path.GetExtension(file.Name).Length];
        if (ProductReference.TryParse(name, out var product, out var error))
        {
            return AvroContract.Read(file, product, root, faults);
        }

        faults.Add(new Fault(Rules.Unreadable, file.At(1), $"file.name: {error} Fix: Call the file like the product that it reads, such as orders.fact_order_events.avsc."));
        return null;
    }

    private static Contract? Published(IReadOnlyList<ContractFile> files, string root, List<DeclaredProduct> products, List<Fault> faults)
    {
        var schemas = files.Where(file => !file.IsDescriptor).ToList();
        if (files.FirstOrDefault(file => file.IsDescriptor) is not { } descriptor)
        {
            faults.AddRange(schemas.Select(file => new Fault(
                Rules.Unreadable, file.At(1), $"descriptor.missing: No {ContractFile.Descriptor} is alongside this schema, so it is no product's. Fix: Write one.")));
            return null;
        }

        if (DeclaredProduct.Read(descriptor, faults) is not { } product)
        {
            return null;
        }

        products.Add(product);
        var declared = DescriptorContract.Of(product, root);
        if (schemas.Count == 0)
        {
            return declared;
        }

        faults.AddRange(schemas.Skip(1).Select(file => new Fault(
            Rules.Contradiction, file.At(1), $"{schemas[0].Name} describes the rows of {declared.Product} already. Fix: Keep one of the two.")));
        return AvroContract.Read(schemas[0], ProductReference.Parse(declared.Reference), root, faults) is { } written
            ? Agreement.Of(declared, written, faults)
            : null;
    }

    // Two declarations of one type would be an error in generated code. The compiler compares names of generated files without case.
    private static void Distinguish(List<Contract> contracts, List<Fault> faults)
    {
        var first = new Dictionary<string, Contract>(StringComparer.Ordinal);
        var files = new Dictionary<string, Contract>(StringComparer.OrdinalIgnoreCase);
        foreach (var contract in contracts.ToList())
        {
            var records = RecordsOf(contract).Select(record => $"{contract.Namespace}.{record.Name}").ToList();
            var taken = records.Find(first.ContainsKey);
            if (taken is null && files.TryAdd(contract.FileName, contract))
            {
                records.ForEach(record => first.Add(record, contract));
                continue;
            }

            var other = taken is null ? files[contract.FileName] : first[taken];
            faults.Add(new Fault(
                Rules.SameRecord, contract.Place, $"{taken ?? contract.RowName} is made of {other.Place.File} already. Fix: Give the record another name in one of the two."));
            contracts.Remove(contract);
        }
    }

    /// <summary>The row's record and all within, each once, the outer before the inner.</summary>
    public static IEnumerable<RecordType> RecordsOf(Contract contract)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<RowType>([contract.Row]);
        while (open.Count > 0)
        {
            switch (open.Dequeue())
            {
                case ListType list:
                    open.Enqueue(list.Element);
                    break;
                case DictionaryType map:
                    open.Enqueue(map.Value);
                    break;
                case RecordType record when seen.Add(record.Name):
                    yield return record;
                    foreach (var field in record.Fields)
                    {
                        open.Enqueue(field.Type);
                    }

                    break;
            }
        }
    }
}
