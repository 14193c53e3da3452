using MeshStarter.QueryProxy.Tls;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshStarter.QueryProxy.Tests.Tls;

[Trait("Category", "Quick")]
public sealed class DevelopmentCertificateTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"mesh-certificates-{Guid.NewGuid():N}");
    private readonly StoppedTime _time = new(new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void Certificate_is_found_again_at_the_next_start()
    {
        using var first = New();
        using var second = New();
        Assert.Equal(first.Current.Thumbprint, second.Current.Thumbprint);
        Assert.True(first.Current.HasPrivateKey);
    }

    [Fact]
    public void Certificate_is_renewed_before_it_expires_while_the_service_runs()
    {
        using var certificate = New();
        var before = certificate.Current;
        _time.Advance(TimeSpan.FromDays(70));
        Assert.Equal(before.Thumbprint, certificate.Current.Thumbprint);

        _time.Advance(TimeSpan.FromDays(7));

        Assert.NotEqual(before.Thumbprint, certificate.Current.Thumbprint);
        Assert.True(certificate.Current.NotAfter.ToUniversalTime() > _time.Now.UtcDateTime + TimeSpan.FromDays(60));
    }

    [Fact]
    public void Certificate_of_a_clock_that_was_ahead_is_made_again()
    {
        string ahead;
        _time.Advance(TimeSpan.FromDays(70));
        using (var first = New())
        {
            ahead = first.Current.Thumbprint;
        }

        _time.SetBack(TimeSpan.FromDays(70));

        using var second = New();
        Assert.NotEqual(ahead, second.Current.Thumbprint);
        Assert.True(second.Current.NotBefore.ToUniversalTime() <= _time.Now.UtcDateTime);
    }

    [Theory]
    [InlineData("query.key", "")]
    [InlineData("query.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    [InlineData("query.pem", "nonsense")]
    public void Half_a_pair_is_made_again(string file, string content)
    {
        using (var first = New())
        {
            _ = first.Current;
        }

        File.WriteAllText(Path.Combine(_folder, file), content);

        using var second = New();
        Assert.True(second.Current.HasPrivateKey);
    }

    [Fact]
    public void Folder_that_cannot_be_made_is_a_refused_start()
    {
        File.WriteAllText(_folder, "a file where the folder should be");
        try
        {
            using var certificate = New();
            var refused = Assert.Throws<StartRefusedException>(() => certificate.Current);
            Assert.Contains(_folder, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    private DevelopmentCertificate New() => new(_folder, _time, NullLogger<DevelopmentCertificate>.Instance);
}
