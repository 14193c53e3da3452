using System.CommandLine;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Control;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Operations;

/// <summary><c>mesh domain</c>: takes a domain off whose folder is gone, and gives one elsewhere its credentials.</summary>
internal static class DomainCommand
{
    public static Command Create() => new("domain", "Domains of the mesh") { CreateRemove(), DomainCredentialsCommand.Create() };

    private static Command CreateRemove()
    {
        var domain = new Argument<string>("domain") { Description = "The domain, such as shipping" };
        var rows = new Option<bool>("--rows") { Description = "Delete its tables too, with all rows that it published" };
        var yes = Confirmation.Option();
        var format = FormatOption.OfOne();
        var command = new MeshCommand("remove", "Take a domain off whose folder is gone; what it published stays in its bucket until --rows") { domain, rows, yes, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var (name, withRows) = (result.GetValue(domain)!, result.GetValue(rows));
            if (MeshName.Problem(name) is { } problem)
            {
                throw new CliException(CliExitCodes.Usage, $"domain: {problem}");
            }

            await Confirmation.RequireAsync(result.GetValue(yes), $"Remove the products of {name} from the catalog{(withRows ? ", and delete all rows that it published" : "")}?", cancellationToken);
            await mesh.DeleteAsync($"domains/{name}{(withRows ? "?rows=true" : "")}", cancellationToken);
            await FormatOption.WriteAsync(result, format, new { Domain = name, IsRemoved = true, WithRows = withRows }, () => withRows ? $"{name} is removed, and its rows are deleted." : $"{name} is removed. Its rows stay until mesh domain remove {name} --rows.");
        });
    }
}
