using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Reading;

namespace MeshStarter.Pipelines.Tests.Reading;

public sealed class InputCyclesTests
{
    [Theory]
    [InlineData("a=b b=c c=a", "a: a → c → b → a")]
    [InlineData("a=b b=c c=b", "")]
    [InlineData("a=a", "")]
    [InlineData("a=b b=a@1", "a: a → b → a")]
    [InlineData("a=b b=a@2", "")]
    [InlineData("a=b b=a a@2=orders", "")]
    [InlineData("a=b b=a a@2", "")]
    [InlineData("a=b,c b=a c=a", "a: a → b → a", "a: a → c → a")]
    public void Way_back_to_a_pipeline_is_named(string pipelines, params string[] ways)
    {
        var products = pipelines.Split(' ').Select(pipeline => pipeline.Split('=')).ToList();
        var definitions = products.Where(parts => parts.Length > 1).ToDictionary(
            parts => Version(parts[0]),
            parts => new PipelineDefinition
            {
                Product = Reference(parts[0]).Product,
                Run = new OnInputsTrigger(TimeSpan.FromMinutes(1), OnInputsTrigger.DefaultLookback),
                Inputs = [.. parts[1].Split(',').Select(input => new PipelineInput(Reference(input), By: null, TriggersAll: false))],
            });

        var issues = new InputCycles(definitions, [.. products.Select(parts => Version(parts[0]))]).Issues(new ProductMajorVersion(DataProductId.Parse("shop.a"), 1), "pipeline.yaml", YamlLines.Of("run: on_inputs\ninputs:\n  shop.b: {}\n  shop.c: {}"));

        Assert.Equal(
            ways.Where(way => way.Length > 0).Select((way, index) => (index + 3, $"Each run that changes shop.a makes it due again: {string.Join(" → ", way[3..].Split(" → ").Select(product => $"shop.{product}"))}.")),
            issues.Select(issue => (issue.Line, issue.Message)));
    }

    private static ProductMajorVersion Version(string product) => new(Reference(product).Product, Reference(product).Major ?? 1);

    private static ProductReference Reference(string product) => ProductReference.Parse($"shop.{product}");
}
