using System.CommandLine;
using System.CommandLine.Invocation;
using MeshStarter.Cli;
using MeshStarter.Cli.Commands;

Console.SetOut(new VisibleWriter(Console.Out));
Console.SetError(new VisibleWriter(Console.Error));
var root = new RootCommand("The mesh at the command line: ask for access and decide about it, check descriptors, list products, verify the audit trail, take contracts, ask in SQL, see what is quarantined, and whether promises are kept.")
{
    AccessCommand.Create(),
    AuditCommand.Create(),
    CheckCommand.Create(),
    ContractCommand.Create(),
    PolicyCommand.Create(),
    ProductsCommand.Create(),
    QuarantineCommand.Create(),
    QueryCommand.Create(),
    SloCommand.Create(),
};

try
{
    var call = root.Parse(args);
    var exitCode = await call.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    return call.Action is ParseErrorAction ? CliExitCodes.Usage : exitCode;
}
catch (CliException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return exception.ExitCode;
}
