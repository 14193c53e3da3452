using System.Security.Cryptography;
using System.Text;
using MeshStarter.Platform.Databases;

namespace MeshStarter.EmbeddedPostgres.Tests;

[Trait("Category", "Quick")]
public sealed class ScramVerifierTests
{
    [Fact]
    public void Verifier_proves_the_exchange_of_rfc_7677()
    {
        const string Salt = "W22ZaJ0SNY7soEsUEjb6gQ==";
        string verifier = ScramVerifier.Create("pencil", Convert.FromBase64String(Salt), 4096);

        Assert.StartsWith($"SCRAM-SHA-256$4096:{Salt}$", verifier, StringComparison.Ordinal);
        string[] keys = verifier.Split('$')[2].Split(':');
        byte[] exchange = Encoding.ASCII.GetBytes(
            "n=user,r=rOprNGfwEbeRWgbNEkqO,"
            + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        byte[] serverSignature = HMACSHA256.HashData(Convert.FromBase64String(keys[1]), exchange);
        Assert.Equal("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Convert.ToBase64String(serverSignature));

        // The client's proof, taken off its signature, hashes to the stored key.
        byte[] stored = Convert.FromBase64String(keys[0]);
        byte[] clientSignature = HMACSHA256.HashData(stored, exchange);
        byte[] clientKey = Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=").Zip(clientSignature, (a, b) => (byte)(a ^ b)).ToArray();
        Assert.Equal(stored, SHA256.HashData(clientKey));
    }

    [Fact]
    public void Verifier_matches_its_own_password_only()
    {
        string verifier = ScramVerifier.Create("right");

        Assert.True(ScramVerifier.Matches(verifier, "right"));
        Assert.False(ScramVerifier.Matches(verifier, "wrong"));
        Assert.NotEqual(verifier, ScramVerifier.Create("right"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("md5d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("SCRAM-SHA-256$4096:not base64$x:y")]
    [InlineData("SCRAM-SHA-256$999999999:AAAA$x:y")]
    [InlineData("SCRAM-SHA-256$4096$x:y")]
    public void Unreadable_verifier_matches_nothing(string? stored) => Assert.False(ScramVerifier.Matches(stored, "right"));
}
