using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.TestKit;

/// <summary>A signing key of a test, and tokens signed with it, well-formed or not.</summary>
public sealed class TestKey
{
    // By length in bits: a pair takes a quarter of a second of a processor to find, which a test of tokens needs none of.
    private static readonly ConcurrentDictionary<int, Lazy<RSAParameters>> Pairs = [];

    private readonly AsymmetricAlgorithm _key;

    private TestKey(string algorithm, AsymmetricAlgorithm key, string? id) =>
        (Algorithm, _key, Id) = (algorithm, key, id ?? RandomNumberGenerator.GetHexString(16, lowercase: true));

    public string Algorithm { get; }

    public string Id { get; }

    public static TestKey Es256(string? id = null) => new("ES256", ECDsa.Create(ECCurve.NamedCurves.nistP256), id);

    public static TestKey Es384(string? id = null) => new("ES384", ECDsa.Create(ECCurve.NamedCurves.nistP384), id);

    /// <summary>An RSA key. All of one length in one process are the same pair, under an id of each caller's own.</summary>
    public static TestKey Rs256(int bits = 2048, string? id = null) => new("RS256", Rsa(bits), id);

    /// <summary>A P-256 key that another user made, in PKCS #8.</summary>
    public static TestKey Es256(byte[] pkcs8, string id)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return new TestKey("ES256", key, id);
    }

    /// <summary>A certificate of this machine's names, signed by itself, with the RSA key that all of the process have.</summary>
    /// <param name="end">The end of its two days.</param>
    public static X509Certificate2 Certificate(DateTimeOffset end)
    {
        using var key = Rsa(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var made = request.CreateSelfSigned(end.AddDays(-2), end);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.Exportable);
    }

    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    /// <summary>A compact token over these claims; members of <paramref name="header"/> replace the usual ones.</summary>
    public string Sign(JsonObject claims, JsonObject? header = null) => Sign(Header(header).ToJsonString(), claims.ToJsonString());

    /// <summary>A compact token over exactly these texts.</summary>
    public string Sign(string header, string payload)
    {
        var input = Encode(header) + "." + Encode(payload);
        return input + "." + Encode(SignBytes(Encoding.ASCII.GetBytes(input)));
    }

    public JsonObject Header(JsonObject? replace = null)
    {
        var header = new JsonObject { ["alg"] = Algorithm, ["typ"] = "at+jwt", ["kid"] = Id };
        foreach (var (name, value) in replace ?? [])
        {
            header[name] = value?.DeepClone();
        }

        return header;
    }

    /// <summary>ECDSA as r||s, RSA as PKCS #1.</summary>
    public byte[] SignBytes(byte[] input) => _key switch
    {
        ECDsa ec => ec.SignData(input, HashAlgorithmName.SHA256),
        RSA rsa => rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>ECDSA as ASN.1 DER, which no JWT may carry.</summary>
    public byte[] SignDer(byte[] input) => ((ECDsa)_key).SignData(input, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public string PublicPem() => _key.ExportSubjectPublicKeyInfoPem();

    public JsonObject PublicJwk()
    {
        var jwk = new JsonObject { ["kid"] = Id, ["alg"] = Algorithm, ["use"] = "sig" };
        if (_key is ECDsa ec)
        {
            var point = ec.ExportParameters(includePrivateParameters: false).Q;
            jwk["kty"] = "EC";
            jwk["crv"] = ec.KeySize == 256 ? "P-256" : "P-384";
            jwk["x"] = Encode(point.X);
            jwk["y"] = Encode(point.Y);
        }
        else
        {
            var numbers = ((RSA)_key).ExportParameters(includePrivateParameters: false);
            jwk["kty"] = "RSA";
            jwk["n"] = Encode(numbers.Modulus);
            jwk["e"] = Encode(numbers.Exponent);
        }
        return jwk;
    }

    /// <summary>The pair of this length that all of the process have.</summary>
    private static RSA Rsa(int bits) => RSA.Create(Pairs.GetOrAdd(bits, length => new(() => NewPair(length))).Value);

    private static RSAParameters NewPair(int bits)
    {
        using var rsa = RSA.Create(bits);
        return rsa.ExportParameters(includePrivateParameters: true);
    }
}
