using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Windows;

namespace MeshStarter.Platform.Pipelines.Reading;

/// <summary>The key <c>inputs</c>: <c>orders.fact_order_events: { by: occurred_at }</c> for each product.</summary>
internal static class InputsSection
{
    private const string Example = "products such as \"orders.orders: { by: purchased_at }\"";

    public static IReadOnlyList<PipelineInput> Read(YamlSection pipeline, DataProductDescriptor product, WindowSection window, Func<ProductReference, IReadOnlyList<ColumnDefinition>?> known)
    {
        List<PipelineInput> inputs = [];
        foreach (var entry in pipeline.Section("inputs", Example)?.Mapping.Entries ?? [])
        {
            var place = new YamlScalar(entry.Key, IsPlain: false, entry.Line, $"inputs.{Quoted.Text(entry.Key)[1..^1]}");
            if (!ProductReference.TryParse(entry.Key, out var reference, out var error))
            {
                pipeline.Issues.Error(place, "input.form", error, "Name a product, such as orders.orders, or a major version of one, such as orders.orders@1.");
                continue;
            }

            RefuseUndeclared(place, reference, product, pipeline.Issues);
            if (entry.Value is YamlScalar { IsNull: true })
            {
                inputs.Add(new PipelineInput(reference, By: null, TriggersAll: false));
            }
            else if (YamlSection.Of(entry.Value, pipeline.Issues, "{ by: occurred_at }, or {} to read all rows") is { } section)
            {
                inputs.Add(Input(section, reference, window, known(reference)));
            }
        }

        return inputs;
    }

    // Who reads the product's page learns from the descriptor what it is made of. A product that reads itself is not made of another.
    private static void RefuseUndeclared(YamlScalar place, ProductReference reference, DataProductDescriptor product, YamlIssues issues)
    {
        if (reference.Product == product.Name || product.Inputs.Contains(reference.Product))
        {
            return;
        }

        var fix = Suggestion.Nearest(reference.Product.ToString(), product.Inputs.Select(input => input.ToString())) is { } nearest
            ? $"Did you mean {nearest}? Else add {reference.Product} to the inputs of data-product.yaml."
            : $"Add {reference.Product} to the inputs of data-product.yaml.";
        issues.Error(place, "input.undeclared", $"The descriptor of {product.Name} does not declare the input {reference.Product}.", fix);
    }

    private static PipelineInput Input(YamlSection section, ProductReference reference, WindowSection window, IReadOnlyList<ColumnDefinition>? schema)
    {
        var by = section.Scalar("by", "a column such as occurred_at");
        var triggers = section.Word<InputTriggers>("triggers");
        section.RefuseOthers();
        if (by is not null)
        {
            Validate(by, reference, window, schema, section.Issues);
        }

        if (triggers is not null && by is not null)
        {
            section.Issues.Error(section.Find("triggers")!, "input.triggers", $"A change of {reference} makes the windows due that its column {by.Text} says.", "Remove triggers, or by.");
        }

        return new PipelineInput(reference, by?.Text.Trim(), triggers == InputTriggers.All);
    }

    private static void Validate(YamlScalar by, ProductReference reference, WindowSection window, IReadOnlyList<ColumnDefinition>? schema, YamlIssues issues)
    {
        if (!window.IsPresent)
        {
            issues.Error(by, "input.by", "Without windows all rows of an input are read.", "Remove by, or add a window.");
        }
        else if (schema is not null && SectionValues.Column(by, schema, reference.ToString(), issues) is { } column && !WindowColumns.Accepts(window.Size ?? WindowSize.Day, column.Type))
        {
            issues.Error(by, "input.type", $"{column.Name} of {reference} is {column.Type}, which does not divide rows into windows.", $"Name a column of type {WindowColumns.TypesFor(window.Size ?? WindowSize.Day)}.");
        }
    }
}
