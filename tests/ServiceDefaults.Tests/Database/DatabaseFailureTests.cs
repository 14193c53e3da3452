using System.Net;
using System.Net.Sockets;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Tests.Database;

[Trait("Category", "Quick")]
public sealed class DatabaseFailureTests
{
    [Fact]
    public async Task Server_that_never_answers_is_a_failure_of_the_database()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var database = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={((IPEndPoint)listener.LocalEndpoint).Port};Username=x;Password=y;Timeout=1");

        var failed = await Assert.ThrowsAnyAsync<Exception>(() => database.OpenConnectionAsync().AsTask());

        Assert.True(failed.IsDatabaseFailure(CancellationToken.None));
    }

    [Theory]
    [InlineData(typeof(TimeoutException), false, true)]
    [InlineData(typeof(IOException), false, true)]
    [InlineData(typeof(TaskCanceledException), false, true)]
    [InlineData(typeof(TaskCanceledException), true, false)]
    [InlineData(typeof(TimeoutException), true, true)]
    [InlineData(typeof(InvalidOperationException), false, false)]
    public void Cancellation_is_one_unless_it_is_the_callers(Type exception, bool isStopping, bool expected) =>
        Assert.Equal(expected, ((Exception)Activator.CreateInstance(exception)!).IsDatabaseFailure(new CancellationToken(isStopping)));
}
