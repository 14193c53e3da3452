using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using MeshStarter.Cli;
using MeshStarter.Cli.Access;
using MeshStarter.Cli.Audit;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Descriptors;
using MeshStarter.Cli.Doctor;
using MeshStarter.Cli.Lineage;
using MeshStarter.Cli.Operations;
using MeshStarter.Cli.Pipelines;
using MeshStarter.Cli.Policies;
using MeshStarter.Cli.Products;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Rows;
using MeshStarter.Cli.SignIn;
using MeshStarter.Cli.Stamping;

if (OperatingSystem.IsWindows())
{
    // The console's own code page has no place for most letters, and programs that read JSON take it for UTF-8.
    (Console.InputEncoding, Console.OutputEncoding) = (new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}

Console.SetOut(new VisibleWriter(Console.Out));
Console.SetError(new VisibleWriter(new NoteWriter(Console.Error)));
var root = new RootCommand("The mesh at the command line: ask for access and decide about it, check descriptors, list products, show who did what, take contracts, write new products, test rules, ask in SQL, sign in, see what is quarantined and why, how pipelines are doing, what a change breaks, who queries a product, whether promises are kept, which event a stream handler fails at, and how the processes of this machine's mesh are.")
{
    AccessCommand.Create(),
    AuditCommand.Create(),
    CauseCommand.Create(),
    CheckCommand.Create(),
    CompletionCommand.Create(),
    ContractCommand.Create(),
    DescribeCommand.Create(),
    DoctorCommand.Create(),
    DomainCommand.Create(),
    ImpactCommand.Create(),
    LineageCommand.Create(),
    LoginCommand.Create(),
    LogoutCommand.Create(),
    NewCommand.Create(),
    PipelineCommand.Create(),
    PolicyCommand.Create(),
    ProductCommand.Create(),
    ProductsCommand.Create(),
    QuarantineCommand.Create(),
    QueriesCommand.Create(),
    QueryCommand.Create(),
    ResetCommand.Create(),
    RestartCommand.Create(),
    SampleCommand.Create(),
    SchemaCommand.Create(),
    SloCommand.Create(),
    SourceCommand.Create(),
    StatusCommand.Create(),
    StreamCommand.Create(),
    SubscribeCommand.Create(),
    WhoamiCommand.Create(),
};

try
{
    // A reason that begins with @ names a person, and no file of further arguments.
    var call = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
    if (UnknownWord.Problem(call) is { } unknownWord)
    {
        await Console.Error.WriteLineAsync(unknownWord);
        return CliExitCodes.Usage;
    }

    // A command that does nothing of its own shows which commands it has.
    if (call.Action is ParseErrorAction && call.CommandResult.Command.Action is not null)
    {
        await Console.Error.WriteLineAsync(UsageProblem.Of(call));
        return CliExitCodes.Usage;
    }

    var exitCode = await call.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    return call.Action is ParseErrorAction ? CliExitCodes.Usage : exitCode;
}
catch (OutputClosedException)
{
    return CliExitCodes.Success;
}
catch (CliException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return exception.ExitCode;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Cancelled.");
    return CliExitCodes.Cancelled;
}
catch (Exception unknown) when (UnknownAnswer.Is(unknown))
{
    await Console.Error.WriteLineAsync(UnknownAnswer.Message(unknown));
    return CliExitCodes.Failed;
}
catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(unreadable.Message.ReplaceLineEndings(" "));
    return CliExitCodes.Failed;
}
catch (DllNotFoundException missing)
{
    await Console.Error.WriteLineAsync(missing.Message);
    return CliExitCodes.Failed;
}
