using System.Buffers;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Azure.Core;

namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>Puts new blobs, large ones in blocks. One that is there already is not touched.</summary>
internal static class BlobUpload
{
    /// <summary>Larger ones are put in blocks.</summary>
    public const long LargestInOnePut = 32 * 1024 * 1024;

    private const int BlockBytes = 8 * 1024 * 1024;
    private const int MostBlocks = 50_000;
    private const int BlocksAtOnce = 4;

    /// <summary>The header of an object's mark; names of metadata are identifiers.</summary>
    private const string Mark = "x-ms-meta-mesh_write";

    /// <summary>Puts bytes.</summary>
    /// <exception cref="StorageException">A blob is there already, or cannot be put.</exception>
    public static Task PutAsync(AzureBlobConnection connection, BucketLocation at, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        PutAsync(connection, at, () => RequestContent.Create(content), content.Length, cancellationToken);

    /// <summary>Puts what a file holds.</summary>
    /// <exception cref="StorageException">A blob is there already, or cannot be put.</exception>
    public static async Task PutFileAsync(AzureBlobConnection connection, BucketLocation at, string path, CancellationToken cancellationToken)
    {
        var length = new FileInfo(path).Length;
        if (length > LargestInOnePut)
        {
            await PutBlocksAsync(connection, at, path, length, cancellationToken);
            return;
        }

        await using var file = File.OpenRead(path);
        await PutAsync(connection, at, () => RequestContent.Create(file), length, cancellationToken);
    }

    private static Task PutAsync(AzureBlobConnection connection, BucketLocation at, Func<RequestContent> content, long length, CancellationToken cancellationToken) => NewAsync(
        connection,
        at,
        length,
        request =>
        {
            request.Headers.Add("x-ms-blob-type", "BlockBlob");
            request.Content = content();
        },
        cancellationToken);

    // Blocks that no list names are invisible, and the service deletes them after a week.
    private static async Task PutBlocksAsync(AzureBlobConnection connection, BucketLocation at, string path, long length, CancellationToken cancellationToken)
    {
        var size = (int)Math.Max(BlockBytes, (length / MostBlocks) + 1);
        // Of this upload alone: another one of the same name has blocks of its own until one of the lists is taken.
        var upload = Guid.NewGuid().ToString("N");
        var ids = Enumerable.Range(0, (int)((length + size - 1) / size))
            .Select(number => Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{upload}-{number:D5}")))).ToArray();
        using var file = File.OpenHandle(path, options: FileOptions.Asynchronous);
        await Parallel.ForEachAsync(Enumerable.Range(0, ids.Length), new ParallelOptions { MaxDegreeOfParallelism = BlocksAtOnce, CancellationToken = cancellationToken }, async (number, token) =>
        {
            var begin = (long)number * size;
            var buffer = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                var block = buffer.AsMemory(0, (int)Math.Min(size, length - begin));
                await ReadAsync(file, block, begin, at, token);
                await connection.SendAsync(at, RequestMethod.Put, block.Length, request =>
                {
                    request.Uri.AppendQuery("comp", "block");
                    request.Uri.AppendQuery("blockid", ids[number]);
                    request.Content = RequestContent.Create(block);
                }, token);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        });
        var list = Encoding.UTF8.GetBytes(new XElement("BlockList", ids.Select(id => new XElement("Uncommitted", id))).ToString(SaveOptions.DisableFormatting));
        await NewAsync(connection, at, list.Length, request =>
        {
            request.Uri.AppendQuery("comp", "blocklist");
            request.Content = RequestContent.Create(list);
        }, cancellationToken);
    }

    private static async Task ReadAsync(Microsoft.Win32.SafeHandles.SafeFileHandle file, Memory<byte> block, long begin, BucketLocation at, CancellationToken cancellationToken)
    {
        for (var read = 0; read < block.Length;)
        {
            var more = await RandomAccess.ReadAsync(file, block[read..], begin + read, cancellationToken);
            read += more > 0 ? more : throw new StorageException(StorageFailure.Failed, at.ToString(), "became shorter while it was put.");
        }
    }

    private static Task NewAsync(AzureBlobConnection connection, BucketLocation at, long length, Action<Request> prepare, CancellationToken cancellationToken)
    {
        var mark = WriteMark.New();
        return WriteMark.UnlessOursAsync(
            mark,
            () => connection.SendAsync(at, RequestMethod.Put, length, request =>
            {
                request.Headers.Add("If-None-Match", "*");
                request.Headers.Add(Mark, mark);
                prepare(request);
            }, cancellationToken),
            () => connection.SendAsync(at, RequestMethod.Head, 0, _ => { }, answer => answer.Headers.TryGetValue(Mark, out var there) ? there : null, cancellationToken));
    }
}
