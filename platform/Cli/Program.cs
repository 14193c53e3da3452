using System.CommandLine;
using MeshStarter.Cli;
using MeshStarter.Cli.Commands;

var root = new RootCommand("The mesh at the command line: check descriptors, list products, ask in SQL.")
{
    CheckCommand.Create(),
    ProductsCommand.Create(),
    QueryCommand.Create(),
};

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (CliException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return exception.ExitCode;
}
