using System.Reflection;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Pipelines;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Reading;
using MeshStarter.Platform.Pipelines.Windows;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>
/// The pipelines of this service. They are found, not listed: every <c>pipeline.yaml</c> that the build embedded alongside a descriptor is one, with the
/// <c>pipeline.sql</c> alongside it or the class of the domain that implements <see cref="IPipeline{TRow}"/> for the product's record.
/// </summary>
internal sealed class OwnPipelines
{
    /// <summary>Takes pipelines as they are.</summary>
    internal OwnPipelines(IReadOnlyList<OwnPipeline> all) => All = all;

    /// <summary>All pipelines, in the order of their files.</summary>
    public IReadOnlyList<OwnPipeline> All { get; }

    /// <summary>Finds the pipeline of a product; null where it has none.</summary>
    public OwnPipeline? Find(OwnProduct product) => All.FirstOrDefault(pipeline => pipeline.Product.Id == product.Id);

    /// <summary>Reads the pipelines that an assembly embeds.</summary>
    /// <param name="assembly">The domain's assembly.</param>
    /// <param name="products">The products of the domain.</param>
    /// <exception cref="DescriptorInvalidException">A pipeline cannot be read; all issues of all files are named.</exception>
    public static OwnPipelines Read(Assembly assembly, OwnProducts products)
    {
        var files = assembly.GetManifestResourceNames().ToHashSet(StringComparer.Ordinal);
        List<OwnPipeline> pipelines = [];
        List<DescriptorIssue> issues = [];
        foreach (var product in products.All)
        {
            var folder = product.File[..(product.File.LastIndexOf('/') + 1)];
            if (files.Contains(folder + PipelineDefinition.FileName))
            {
                var sql = files.Contains(folder + PipelineDefinition.SqlFileName) ? Text(assembly, folder + PipelineDefinition.SqlFileName) : null;
                issues.AddRange(Read(assembly, folder, product, sql, products, pipelines));
            }
        }

        issues.RemoveAll(issue => issue.Severity != IssueSeverity.Error);
        return issues.Count == 0 ? new OwnPipelines(pipelines) : throw new DescriptorInvalidException(issues);
    }

    private static IEnumerable<DescriptorIssue> Read(Assembly assembly, string folder, OwnProduct product, string? sql, OwnProducts products, List<OwnPipeline> pipelines)
    {
        var (file, sqlFile) = (folder + PipelineDefinition.FileName, folder + PipelineDefinition.SqlFileName);
        if (product.Source is not null)
        {
            return [PipelineReader.OfSource(file, product.Name)];
        }

        var read = PipelineReader.Read(Text(assembly, file), file, product.Descriptor, ColumnsOf);
        if (read.Pipeline is not { } definition)
        {
            return read.Issues;
        }

        var computed = ClassesOf(assembly, product);
        var pipeline = new OwnPipeline(product, definition, new WindowSeries(definition.Window)) { Sql = sql, Class = sql is null && computed is [var only, ..] ? only : null };
        if (sql is null == (computed.Count != 1))
        {
            return [.. read.Issues, Incomplete(file, product, sql, computed)];
        }

        pipelines.Add(pipeline);
        return sql is null ? read.Issues
            : [.. read.Issues, .. PipelineSql.Check(sql, sqlFile, new PipelineSqlTerms(product.Descriptor, [.. definition.Inputs.Select(input => input.Product)], ColumnsOf, pipeline.WindowColumn, definition.Zone), TimeProvider.System, CancellationToken.None)];

        IReadOnlyList<ColumnDefinition>? ColumnsOf(ProductReference input) =>
            products.All.Where(own => own.Name == input.Product && (input.Major is null || own.Id.Major == input.Major)).ToList() is [var known] ? known.Descriptor.Schema : null;
    }

    private static DescriptorIssue Incomplete(string file, OwnProduct product, string? sql, IReadOnlyList<Type> classes) => classes.Count == 0
        ? new DescriptorIssue(file, 1, "", "pipeline.rows", $"Nothing computes the rows of {product.Name}.", $"Write {PipelineDefinition.SqlFileName} alongside it, or a class that implements IPipeline for the product's record.", IssueSeverity.Error)
        : new DescriptorIssue(
            file, 1, "", "pipeline.rows", $"The rows of {product.Name} are computed by {string.Join(" and ", classes.Select(type => type.Name).Concat(sql is null ? [] : [PipelineDefinition.SqlFileName]))}.", "Keep one of them.", IssueSeverity.Error);

    private static IReadOnlyList<Type> ClassesOf(Assembly assembly, OwnProduct product) =>
        [.. assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && RowsOf(type).Any() && IsOf(ClassPipeline.Of(type).Product, product)).OrderBy(type => type.FullName, StringComparer.Ordinal)];

    /// <summary>The records whose rows a class computes.</summary>
    internal static IEnumerable<Type> RowsOf(Type type) =>
        type.GetInterfaces().Where(implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IPipeline<>)).Select(implemented => implemented.GetGenericArguments()[0]);

    // A record names its product as the build wrote it, with the major version where there are several.
    private static bool IsOf(string name, OwnProduct product) =>
        ProductReference.TryParse(name, out var reference, out _) && reference.Product == product.Name && (reference.Major is null || reference.Major == product.Id.Major);

    private static string Text(Assembly assembly, string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd();
    }
}
