using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>Loses the first answer to a request of a kind, and notes the answers from then on.</summary>
/// <param name="isOne">Whether a request is of the kind.</param>
internal sealed class LosingHandler(Func<HttpRequestMessage, bool> isOne) : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly List<string> _answers = [];

    public IReadOnlyList<string> Answers => _answers;

    /// <summary>Puts a file that is put in parts.</summary>
    public static async Task PutLargeAsync(IBucketConnection connection, BucketLocation at, long largestInOnePart)
    {
        var file = Path.GetTempFileName();
        try
        {
            using (var content = File.OpenWrite(file))
            {
                content.SetLength(largestInOnePart + 1);
            }

            await connection.PutFileAsync(at, file, default);
        }
        finally
        {
            File.Delete(file);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (_answers.Count == 0 && !isOne(request))
        {
            return answer;
        }

        _answers.Add($"{request.Method} {(int)answer.StatusCode}");
        return _answers.Count > 1 ? answer : throw new HttpRequestException("The answer was lost.");
    }
}
