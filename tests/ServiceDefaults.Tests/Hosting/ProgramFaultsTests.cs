using MeshStarter.ServiceDefaults.Hosting;
using MeshStarter.ServiceDefaults.Start;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Tests.Hosting;

[Trait("Category", "Quick")]
public sealed class ProgramFaultsTests
{
    [Fact]
    public void Faults_of_the_program_are_logged_with_their_stack_and_failures_of_what_it_calls_without()
    {
        Exception[] faults = [new InvalidOperationException(), new ObjectDisposedException("o"), new KeyNotFoundException(), new FormatException()];
        Exception[] failures = [new NpgsqlException(), new HttpRequestException(), new TaskCanceledException(), new TimeoutException(), new FileNotFoundException(), new InvalidDataException(), new StartRefusedException("m")];

        Assert.All(faults, fault => Assert.Same(fault, fault.ProgramFault()));
        Assert.All(failures, failure => Assert.Null(failure.ProgramFault()));
    }
}
