using System.Reflection;
using System.Text;
using MeshStarter.Sdk.Pipelines;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Tests.Pipelines;

public sealed class OwnPipelinesTests
{
    [Theory]
    [InlineData("on_inputs", true)]
    [InlineData("every 1 hour", false)]
    public void Start_refuses_pipelines_that_make_one_another_run_for_ever(string run, bool isRefused)
    {
        var domain = new EmbeddedFiles([.. Files("parcels", "volumes", "on_inputs"), .. Files("volumes", "parcels", run)]);
        var products = OwnProducts.Read(domain, "shipping");

        var refused = Record.Exception(() => OwnPipelines.Read(domain, products));

        Assert.Equal(
            isRefused
                ? [
                    ("Products/parcels/pipeline.yaml", 3, "input.cycle", "Each run of shipping.parcels makes it due again: shipping.parcels → shipping.volumes → shipping.parcels."),
                    ("Products/volumes/pipeline.yaml", 3, "input.cycle", "Each run of shipping.volumes makes it due again: shipping.volumes → shipping.parcels → shipping.volumes."),
                ]
                : [],
            (refused as DescriptorInvalidException)?.Issues.Select(issue => (issue.File, issue.Line, issue.Rule, issue.Message)) ?? []);
        Assert.Equal(isRefused, refused is not null);
    }

    private static IEnumerable<(string File, string Text)> Files(string product, string input, string run) =>
    [
        ($"Products/{product}/data-product.yaml", $"name: shipping.{product}\nowner: shipping@company.com\nkind: aggregate\ninputs: [shipping.{input}]\nschema:\n  - {{ name: total, type: BIGINT }}\naccess: {{ classification: internal }}\n"),
        ($"Products/{product}/pipeline.yaml", $"run: {run}\ninputs:\n  shipping.{input}: {{ triggers: all }}\n"),
        ($"Products/{product}/pipeline.sql", $"SELECT total FROM shipping.{input}"),
    ];

    private sealed class EmbeddedFiles(IReadOnlyList<(string File, string Text)> files) : Assembly
    {
        public override string[] GetManifestResourceNames() => [.. files.Select(file => file.File)];

        public override Stream? GetManifestResourceStream(string name) =>
            files.FirstOrDefault(file => file.File == name).Text is { } text ? new MemoryStream(Encoding.UTF8.GetBytes(text)) : null;

        public override Type[] GetTypes() => [];
    }
}
