using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pool;

namespace MeshStarter.QueryProxy.Tests.Workers;

public sealed class WorkerEndTests
{
    [Theory]
    [InlineData(137, "", "Killed", "was killed from outside (signal 9): by the system for want of memory, or by a user")]
    [InlineData(137, "The SQL worker ends: NullReferenceException: x ", "Crashed", "crashed with signal 9 and said: The SQL worker ends: NullReferenceException: x")]
    [InlineData(139, "", "Crashed", "crashed with signal 11")]
    [InlineData(134, "terminate called after throwing an instance of 'std::bad_alloc' ", "OutOfMemory", "got no more memory and said: terminate called after throwing an instance of 'std::bad_alloc'")]
    [InlineData(134, "Stack overflow. ", "Crashed", "crashed with signal 6 and said: Stack overflow.")]
    [InlineData(3, "", "Crashed", "crashed with exit code 3")]
    [InlineData(null, "", "Crashed", "stopped answering")]
    public void End_that_no_one_wanted_has_a_cause(int? exitCode, string said, string kind, string cause)
    {
        var end = WorkerEnd.Of(endedFor: null, exitCode, said);

        Assert.Equal((kind, cause), (end.Kind.ToString(), end.Cause));
    }

    [Fact]
    public void End_by_the_proxy_has_the_proxys_reason()
    {
        var end = WorkerEnd.Of(new QueryFailure(TrinoErrorCode.ExceededMemoryLimit, "Too much."), exitCode: 137, said: "");

        Assert.Equal(new WorkerEnd(WorkerEndKind.Ended, "was ended: EXCEEDED_LOCAL_MEMORY_LIMIT"), end);
    }
}
