using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts;

namespace MeshStarter.Cli.Commands;

/// <summary><c>mesh products</c>: lists the products that the caller may see.</summary>
internal static class ProductsCommand
{
    public static Command Create()
    {
        var options = new MeshOptions();
        var command = new Command("products", "List the data products that you may see");
        options.AddTo(command);
        command.SetAction((result, cancellationToken) => ListAsync(options.Open(result), cancellationToken));
        return command;
    }

    private static async Task<int> ListAsync(MeshRemote mesh, CancellationToken cancellationToken)
    {
        using (mesh)
        {
            string? after = null;
            do
            {
                var page = await mesh.GetAsync($"products?limit=100{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}", cancellationToken);
                foreach (var product in page.GetProperty("items").EnumerateArray())
                {
                    await Console.Out.WriteLineAsync($"{product.GetProperty("name").GetString()} {product.GetProperty("version").GetString()}\t{VisibleText.Line(product.GetProperty("owner").GetString())}\t{VisibleText.Line(product.GetProperty("description").GetString())}");
                }

                after = page.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
            }
            while (after is not null);
        }

        return CliExitCodes.Success;
    }
}
