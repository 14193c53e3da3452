using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Cli.Products;

/// <summary><c>mesh describe</c>: shows on one screen what a reader needs to judge and use a product, as the caller may see it.</summary>
internal static class DescribeCommand
{
    public static Command Create()
    {
        var product = ProductArgument.Create();
        var format = FormatOption.OfOne();
        var command = new MeshCommand("describe", "Show what a product is, who answers for it, whether it keeps its promises, what you may see of each column, its ports, examples and consumers") { product, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var reference = result.GetValue(product);
            var profile = await mesh.GetAsync($"products/{reference}/profile", cancellationToken);
            var slo = await mesh.GetAsync($"products/{reference}/slo", cancellationToken);
            if (FormatOption.IsJson(result, format))
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { Profile = profile, Slo = slo }, MeshJson.Options));
                return;
            }

            foreach (var section in ProfileText.Of(profile.Deserialize<ProductProfile>(MeshJson.Options)!, slo.Deserialize<ProductSlo>(MeshJson.Options)!, TimeProvider.System.GetUtcNow()))
            {
                await WriteAsync(section);
            }
        });
    }

    // A table has its name in the heading, a line in its first field.
    private static async Task WriteAsync(ProfileSection section)
    {
        await using var list = new Listing(asJson: false, [.. section.Headings]);
        foreach (var line in section.Lines)
        {
            await list.AddAsync(TerminalConsole.IsOutput || section.Name is null ? line : $"{section.Name}\t{line}");
        }

        if (TerminalConsole.IsOutput && section.Name is not null && !list.IsEmpty)
        {
            await Console.Out.WriteLineAsync();
        }
    }
}
