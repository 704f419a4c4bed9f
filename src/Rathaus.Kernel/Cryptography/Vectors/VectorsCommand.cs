using System.Globalization;
using Rathaus.Kernel.Commands;

namespace Rathaus.Kernel.Cryptography.Vectors;

/// <summary><c>./rathaus vectors DIR</c>.</summary>
internal sealed class VectorsCommand(IEnumerable<IVectorKind> kinds) : ICommand
{
    public string Name => "vectors";

    public string Summary => "run test vectors of signatures, passkeys, credentials and proofs";

    public string Usage =>
        $"""
        ./rathaus vectors DIR

        Runs every vector in the folders of DIR that this house knows: {string.Join(", ", Ordered().Select(kind => kind.Folder))}.
        DIR may also be one such folder. What a vector expects is read from the file, never from its name.
        Each failed and each left-out vector is named with the reason, then the sums of each folder; the last line is
        "N passed, N failed, N skipped". Exit code 0: none failed; 1: some failed; 2: unusable call.
        """;

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments is not [var path])
            throw new CommandLineException("vectors takes one folder");
        if (!Directory.Exists(path))
            throw new CommandLineException($"there is no folder {path}");
        var known = Ordered().ToDictionary(kind => kind.Folder, StringComparer.Ordinal);
        var sum = default(Tally);
        foreach (var folder in Folders(new DirectoryInfo(path), known))
        {
            ct.ThrowIfCancellationRequested();
            if (known.TryGetValue(folder.Name, out var kind))
            {
                sum += await RunKindAsync(kind, folder, line.Out);
            }
            else
            {
                await line.Out.WriteLineAsync($"skipped {folder.Name}: no kind of vectors this house knows");
                sum += new Tally(0, 0, 1);
            }
        }

        await line.Out.WriteLineAsync(sum.ToString());
        return sum.Failed == 0 ? 0 : 1;
    }

    private static async Task<Tally> RunKindAsync(IVectorKind kind, DirectoryInfo folder, TextWriter output)
    {
        var sum = default(Tally);
        foreach (var result in VectorFiles.Guard(kind.Folder, () => kind.Run(folder)))
        {
            sum += Tally.Of(result.Verdict);
            if (result.Verdict != VectorVerdict.Passed)
                await output.WriteLineAsync($"{(result.Verdict == VectorVerdict.Failed ? "failed" : "skipped")} {kind.Folder}/{result.Name}: {result.Note}");
        }

        await output.WriteLineAsync($"{kind.Folder}: {sum}");
        return sum;
    }

    private static IEnumerable<DirectoryInfo> Folders(DirectoryInfo folder, Dictionary<string, IVectorKind> known)
    {
        if (known.ContainsKey(folder.Name))
            return [folder];
        var below = folder.GetDirectories().OrderBy(one => one.Name, StringComparer.Ordinal).ToArray();
        return below.Length > 0 ? below : throw new CommandLineException($"{folder} holds no folder of vectors");
    }

    private IEnumerable<IVectorKind> Ordered() => kinds.OrderBy(kind => kind.Folder, StringComparer.Ordinal);

    private readonly record struct Tally(int Passed, int Failed, int Skipped)
    {
        public static Tally Of(VectorVerdict verdict) => verdict switch
        {
            VectorVerdict.Passed => new(1, 0, 0),
            VectorVerdict.Failed => new(0, 1, 0),
            _ => new(0, 0, 1),
        };

        public static Tally operator +(Tally left, Tally right) =>
            new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped);

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failed} failed, {Skipped} skipped");
    }
}
