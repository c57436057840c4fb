// Command check holds this program's logs and its witness against the libraries that others use.
//
//	check DIR VKEY COSIGNER-VKEY…   Tessera's fsck, sumdb/tlog's tile reader, and every cosigner's line
//	log DIR SKEY POLICY COUNT       a Tessera log that publishes what a quorum of the policy has cosigned
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	f_note "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	err := fmt.Errorf("what to do: check or log")
	if len(os.Args) >= 4 && os.Args[1] == "check" {
		err = check(os.Args[2], os.Args[3], os.Args[4:])
	} else if len(os.Args) == 6 && os.Args[1] == "log" {
		err = log(os.Args[2], os.Args[3], os.Args[4], os.Args[5])
	}
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

func check(dir, vkey string, cosigners []string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	known := []note.Verifier{verifier}
	for _, vkey := range cosigners {
		cosigner, err := f_note.NewVerifierForCosignatureV1(vkey)
		if err != nil {
			return err
		}
		known = append(known, cosigner)
	}
	checkpoint, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	opened, err := note.Open(checkpoint, note.VerifierList(known...))
	if err != nil {
		return err
	}
	if len(opened.Sigs) != len(known) {
		return fmt.Errorf("%d of %d known keys signed", len(opened.Sigs), len(known))
	}
	files := fsck.New(verifier.Name(), verifier, client.FileFetcher{Root: dir}, leaves, fsck.Opts{N: 2})
	if err := files.Check(context.Background()); err != nil {
		return fmt.Errorf("fsck: %w", err)
	}
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return err
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, tiles(dir))
	for index := int64(0); index < size; index++ {
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		if err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
		proof, err := tlog.ProveRecord(size, index, reader)
		if err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
		if err := tlog.CheckRecord(proof, size, root, index, hashes[0]); err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
	}
	fmt.Println("good:", size, "entries,", len(cosigners), "cosigners")
	return nil
}

// leaves are the hashes of a C2SP bundle's entries.
func leaves(bundle []byte) ([][]byte, error) {
	entries := &api.EntryBundle{}
	if err := entries.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	var hashes [][]byte
	for _, entry := range entries.Entries {
		hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(entry))
	}
	return hashes, nil
}

// tiles reads tiles from a folder in C2SP's layout: sumdb has the height in its paths, C2SP has not.
type tiles string

func (tiles) Height() int { return 8 }

func (dir tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(string(dir), path))
		if err != nil {
			return nil, err
		}
		read = append(read, bytes)
	}
	return read, nil
}

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func log(dir, skey, policyFile, count string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	signer, err := note.NewSigner(skey)
	if err != nil {
		return err
	}
	policy, err := os.ReadFile(policyFile)
	if err != nil {
		return err
	}
	witnesses, err := tessera.NewWitnessGroupFromPolicy(policy)
	if err != nil {
		return err
	}
	driver, err := posix.New(ctx, posix.Config{Path: dir})
	if err != nil {
		return err
	}
	options := tessera.NewAppendOptions().
		WithCheckpointSigner(signer).
		WithCheckpointInterval(100*time.Millisecond).
		WithBatching(100, 50*time.Millisecond).
		WithWitnesses(witnesses, &tessera.WitnessOptions{Timeout: 10 * time.Second})
	appender, shutdown, reader, err := tessera.NewAppender(ctx, driver, options)
	if err != nil {
		return err
	}
	entries, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	// One after the other has been published: each round goes on from the one before.
	awaiter := tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 50*time.Millisecond)
	for number := range entries {
		future := appender.Add(ctx, tessera.NewEntry([]byte(fmt.Sprintf("entry %d", number))))
		if _, _, err := awaiter.Await(ctx, future); err != nil {
			return fmt.Errorf("entry %d: %w", number, err)
		}
	}
	if err := shutdown(ctx); err != nil {
		return err
	}
	fmt.Println("good:", entries, "entries were published with a quorum")
	return nil
}
