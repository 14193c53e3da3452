using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.PipelineCases;
using MeshStarter.Platform.PipelineCases.Running;

namespace MeshStarter.Testing;

/// <summary>Runs the cases of a product's <c>pipeline.tests.yaml</c> in a test, as <c>mesh pipeline test</c> does: with the engine, and without a database or a mesh.</summary>
public static class TestPipeline
{
    private const string Domains = "domains";
    private const string Descriptor = "data-product.yaml";

    /// <summary>Runs all cases of a product.</summary>
    /// <param name="product">The product, such as <c>inventory.daily_sales</c>, or a major version of it.</param>
    /// <param name="cancellationToken">Ends the runs.</param>
    /// <exception cref="FailedCasesException">A case does not pass.</exception>
    /// <exception cref="InvalidOperationException">The repository of the test has no such product, or it has no cases, or its files have an error; the message has all errors.</exception>
    public static async Task RunAsync(string product, CancellationToken cancellationToken = default)
    {
        var pipeline = await ReadAsync(ProductReference.Parse(product), cancellationToken);
        var problems = CaseRun.Problems(pipeline);
        if (problems.Count > 0 || pipeline.Cases.Count == 0)
        {
            throw new InvalidOperationException(problems.Count > 0 ? string.Join(Environment.NewLine, problems) : $"There is no {pipeline.TestsFile}. Write the cases of {product} there.");
        }

        List<string> failed = [];
        foreach (var test in pipeline.Cases)
        {
            var result = await CaseRun.RunAsync(pipeline, test, cancellationToken);
            if (!result.Passed)
            {
                failed.AddRange([string.Create(CultureInfo.InvariantCulture, $"{pipeline.TestsFile}:{test.Line}: {test.Name}"), .. result.Faults.Select(fault => $"  {fault}")]);
            }
        }

        if (failed.Count > 0)
        {
            // In lines of their own: an assertion on a list would cut them.
            throw new FailedCasesException(string.Join(Environment.NewLine, failed.Prepend("")));
        }
    }

    private static async Task<ProductPipeline> ReadAsync(ProductReference product, CancellationToken cancellationToken)
    {
        var root = Repository();
        List<(string File, DataProductDescriptor Product)> descriptors = [];
        // The folders that the build finds descriptors in.
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(root, Domains)).Select(domain => Path.Combine(domain, "Products")).Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder, Descriptor, SearchOption.AllDirectories))
            {
                if (DescriptorReader.Read(await File.ReadAllTextAsync(file, cancellationToken), file).Descriptor is { } read)
                {
                    descriptors.Add((file, read));
                }
            }
        }

        // Of products of other repositories the domain has copies of their contracts.
        IReadOnlyList<DataProductDescriptor> products = [.. descriptors.Select(each => each.Product)];
        return new KnownProducts(products).Find(product) is { } found && descriptors.Find(each => each.Product == found).File is { } alongside
            ? await ProductPipeline.ReadAsync(alongside, found, new KnownProducts([.. products, .. ConsumedCopies.Read(ConsumedCopies.FolderOf(alongside)).Where(copy => products.All(each => each.Name != copy.Name))]), TimeProvider.System, cancellationToken)
            : throw new InvalidOperationException($"{root} has no product {product}, or several versions of it. Name one of {string.Join(", ", descriptors.Select(each => $"{each.Product.Name}@{each.Product.Version.Major}"))}.");
    }

    // The one that the test was built in.
    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, Domains)))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"There is no folder {Domains} in one above {AppContext.BaseDirectory}. Run the test in the repository that it was built in.");
    }
}
